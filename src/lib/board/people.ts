/** Who is who in a meeting: here, awaited, and what the meeting's own history says of them. Pure. */
import type { Person } from '#shared/meeting/kind.ts';
import type { HistoryLine } from '#shared/meeting/parts/facilitation.ts';
import type { Id } from '#shared/protocol/index.ts';

/** Invited, not come yet, and not on the way in at this moment. */
export function awaitedOf(people: readonly Person[], present: ReadonlySet<Id>): Person[] {
  return people.filter(({ id, awaited }) => awaited === true && !present.has(id));
}

/** A line of the history with names instead of ids; a name that is not known any more is ''. */
export interface ToldLine {
  readonly id: Id;
  readonly at: number;
  readonly kind: HistoryLine['kind'];
  readonly by: string;
  readonly other: string;
}

/** The meeting's history, the newest line first. */
export function historyOf(
  lines: Iterable<[Id, HistoryLine]>,
  people: ReadonlyMap<Id, Person>,
): readonly ToldLine[] {
  const nameOf = (id: Id | undefined) => (id === undefined ? '' : (people.get(id)?.name ?? ''));
  return [...lines]
    .map(([id, { at, kind, by, other }]) => ({ id, at, kind, by: nameOf(by), other: nameOf(other) }))
    .sort((a, b) => b.at - a.at);
}
