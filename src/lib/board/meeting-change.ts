/** What a facilitator changes of an open meeting: only what differs is sent, so that two who change different things both do. Pure. */
import type { Options } from '#shared/meeting/retro/options.ts';

/** What can be changed; `openDays` are counted from now. */
export interface Changeable {
  readonly title: string;
  readonly goal: string;
  readonly options: Pick<
    Options,
    'columns' | 'votesPerPerson' | 'votesPerTopic' | 'liveVotes' | 'guests' | 'walk' | 'minutes' | 'openDays'
  >;
}
export type MeetingChange = Partial<Pick<Changeable, 'title' | 'goal'> & Changeable['options']>;

const keys = [
  'columns',
  'votesPerPerson',
  'votesPerTopic',
  'liveVotes',
  'guests',
  'walk',
  'minutes',
  'openDays',
] as const;
const dayMs = 24 * 60 * 60 * 1000;

export function changesOf(before: Changeable, after: Changeable): MeetingChange {
  const changed = keys.filter((key) => !same(before.options[key], after.options[key]));
  return {
    ...(before.title === after.title ? {} : { title: after.title }),
    ...(before.goal === after.goal ? {} : { goal: after.goal }),
    ...Object.fromEntries(changed.map((key) => [key, after.options[key]])),
  };
}

/** Whole days until a meeting closes by itself, a begun one counted; null: it doesn't. */
export function daysLeft(expiresAt: number | null, now: number): number | null {
  return expiresAt === null ? null : Math.max(1, Math.ceil((expiresAt - now) / dayMs));
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
