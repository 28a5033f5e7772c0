import { describe, expect, it } from 'vitest';
import { columnLimits, columnsSchema, defaultColumns } from '#shared/meeting/retro/options.ts';
import { interfaceLimits } from '#shared/protocol/limits.ts';
import { templateIcon } from './template-icons.ts';
import { found, templatesWith } from './template.ts';

/** Every template of the product with its columns, in the order of the gallery. */
const table = `
Start, Stop, Continue | Start · Stop · Continue
Went well, Didn't go well | Went well · Didn't go well
Mad, Sad, Glad | Mad · Sad · Glad
4 Ls | Liked · Learned · Lacked · Longed for
Three Little Pigs | House of straw · House of sticks · House of bricks
Tiny retrospective | Technical · Process · Other · Big ideas
Winning streak | Proud of · What helped · How to keep it up · Kudos
Lean Coffee | Topics to discuss
Play ball | Free throws · Two-pointers · Three-pointers
Space rocket | Malfunctions · Thrusters
Sailboat | Wind · Anchors · Rocks · Island
Hot-air balloon | Hot air · Sandbags · Storm clouds · Sunny skies
DAKI | Drop · Add · Keep · Improve
Starfish | Keep doing · Start doing · Stop doing · Less of · More of
Fix and keep | Fix · Keep
Focus, Concerns, Excitement | Focus · Concerns · Excitement
Olympic games | Gold medals · Silver medals · Hurdles · Team spirit
Wish list (year's end) | Wishes · Helpers · Blockers
Past, Present, Future | Past · Present · Future
KALM | Keep · Add · Less · More
Good, Bad, Ideas, Actions | Good · Bad · Ideas · Actions
Rose, Bud, Thorn | Rose · Bud · Thorn`
  .trim()
  .split('\n');

const templates = templatesWith([]);

describe('the templates that come with the product', () => {
  it('are these, with these columns, in this order', () => {
    expect(
      templates.map(({ name, columns }) => `${name} | ${columns.map(({ title }) => title).join(' · ')}`),
    ).toEqual(table);
  });

  it('begin with the default, word for word', () => {
    expect(templates[0]?.columns).toEqual(defaultColumns);
  });

  it('have an id each, which a set-up can remember', () => {
    const ids = templates.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9-]{1,40}$/);
  });

  it('have an icon each, which is not that of a template without one', () => {
    const icons = templates.map(({ id }) => templateIcon(id));
    expect(new Set(icons).size).toBe(templates.length);
    expect(icons).not.toContain(templateIcon(null));
  });

  it.each(templates.map((template) => [template.name, template] as const))(
    '%s is complete: columns that a meeting takes, a question in each, a purpose, a hint',
    (_name, { columns, about }) => {
      expect(columnsSchema.safeParse(columns).error).toBeUndefined();
      expect(columns.length).toBeLessThanOrEqual(columnLimits.most);
      for (const { prompt } of columns) expect(prompt).toMatch(/\?$/);
      expect(new Set(columns.map(({ prompt }) => prompt)).size).toBe(columns.length);
      expect(about?.purpose).toMatch(/^[^.!?]+\.$/u);
      expect(about?.hint.length).toBeGreaterThan(40);
      expect(about?.hint.length).toBeLessThan(interfaceLimits.title);
    },
  );
});

it('a search finds what has every word, in names, purposes, columns or levels', () => {
  const own = { id: 'own', name: 'Our Friday round', columns: defaultColumns.slice(0, 1) };
  const names = (search: string) => found(templatesWith([own]), search).map(({ name }) => name);
  expect(names('')).toHaveLength(templates.length + 1);
  expect(names('friday')).toEqual(['Our Friday round']);
  expect(names('ANCHORS')).toEqual(['Sailboat']);
  expect(names('hard habits')).toEqual(['Starfish']);
  expect(names('nothing like this')).toEqual([]);
});
