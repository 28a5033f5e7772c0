/** Two people prepare one draft: what each changed is brought together, field by field. */
import { optionsSchema } from '#shared/meeting/retro/options.ts';
import type { Setup } from '#lib/api/setup.ts';

/** A draft after somebody else saved it. */
export interface Merged {
  /** Their version, with what only I changed. */
  readonly setup: Setup;
  /** With my words where both changed the same; null: we never did. */
  readonly mine: Setup | null;
}

/** True when both read the same. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** `base` is what both began with. */
export function merged(base: Setup, mine: Setup, theirs: Setup): Merged {
  const [kept, clashes] = bring(base, mine, theirs, 'theirs');
  return { setup: kept, mine: clashes ? bring(base, mine, theirs, 'mine')[0] : null };
}

function bring(base: Setup, mine: Setup, theirs: Setup, winner: 'mine' | 'theirs'): [Setup, boolean] {
  let clashes = false;
  const pick = <T>(was: T, here: T, there: T): T => {
    if (same(here, was) || same(here, there)) return there;
    if (same(there, was)) return here;
    clashes = true;
    return winner === 'mine' ? here : there;
  };
  // A template and its columns are one choice.
  const boardOf = ({ template, options }: Setup) => ({ template, columns: options.columns });
  const board = pick(boardOf(base), boardOf(mine), boardOf(theirs));
  const [was, here, there] = [base, mine, theirs].map(({ options }) => new Map(Object.entries(options)));
  const options = Object.fromEntries(
    Object.keys(theirs.options).map((name) => [
      name,
      name === 'columns' ? board.columns : pick<unknown>(was?.get(name), here?.get(name), there?.get(name)),
    ]),
  );
  const setup: Setup = {
    title: pick(base.title, mine.title, theirs.title),
    goal: pick(base.goal, mine.goal, theirs.goal),
    template: board.template,
    options: optionsSchema.parse(options),
    invited: pick(base.invited, mine.invited, theirs.invited),
  };
  return [setup, clashes];
}
