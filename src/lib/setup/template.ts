/** What a template is, whoever made it: the product's own ones and a team's are shown and chosen alike. */
import type { Column } from '#shared/meeting/retro/options.ts';
import type { OwnTemplate } from '#lib/api/setup.ts';
import { m } from '#messages';
import { builtIns, type Level } from './templates.ts';

type Words = () => string;

/** A template as the gallery shows it. */
export interface Template {
  readonly id: string;
  readonly name: string;
  readonly columns: readonly Column[];
  /** What the product says about its own; a team knows its own ones. */
  readonly about: { readonly level: Level; readonly purpose: string; readonly hint: string } | null;
}

const levels: Record<Level, Words> = { easy: m.level_easy, medium: m.level_medium, hard: m.level_hard };

/** A level in words. */
export function levelName(level: Level): string {
  return levels[level]();
}

/** A level as a number from 1 to 3. */
export function levelNumber(level: Level): number {
  return Object.keys(levels).indexOf(level) + 1;
}

/** The team's own templates, then the product's. */
export function templatesWith(own: readonly OwnTemplate[]): Template[] {
  return [
    ...own.map((template) => ({ ...template, about: null })),
    ...builtIns.map(({ id, level, name, purpose, hint, columns }) => ({
      id,
      name: name(),
      columns: columns.map(([column, colour, title, prompt]) => ({
        id: column,
        title: title(),
        prompt: prompt(),
        colour,
      })),
      about: { level, purpose: purpose(), hint: hint() },
    })),
  ];
}

/** Where every word of a search is found somewhere in a template. */
export function found(templates: readonly Template[], search: string): Template[] {
  const words = search.toLocaleLowerCase().split(/\s+/u).filter(Boolean);
  return templates.filter(({ name, about, columns }) => {
    const text = [
      name,
      about ? `${levelName(about.level)} ${about.purpose}` : '',
      ...columns.map(({ title }) => title),
    ]
      .join(' ')
      .toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** True when two lists of columns read the same. */
export function sameColumns(one: readonly Column[], other: readonly Column[]): boolean {
  return (
    one.length === other.length &&
    one.every((column, at) => {
      const beside = other[at];
      return (
        column.id === beside?.id &&
        column.title === beside.title &&
        column.prompt === beside.prompt &&
        column.colour === beside.colour
      );
    })
  );
}

/** The template of the product that has just these columns. */
export function templateWith(columns: readonly Column[]): string | null {
  return templatesWith([]).find((template) => sameColumns(template.columns, columns))?.id ?? null;
}
