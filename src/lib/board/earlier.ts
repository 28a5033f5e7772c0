/** Action items that earlier retrospectives left open, as this one settles them. Pure. */
import type { Person } from '#shared/meeting/kind.ts';
import type { Settled } from '#shared/meeting/retro/model.ts';
import type { Id } from '#shared/protocol/index.ts';

/** An action item as the team's list has it. */
export interface TeamItem {
  readonly id: Id;
  readonly text: string;
  readonly owner: { readonly name: string } | null;
  readonly due: string | null;
  readonly done: boolean;
}

/** Reads the team's action items. */
export type EarlierItems = () => Promise<
  { readonly ok: true; readonly value: readonly TeamItem[] } | { readonly ok: false }
>;

/** Those to settle, with how far they are: what was done before is left out, what was carried on has gone over. */
export function toSettle<Item extends TeamItem>(
  items: readonly Item[],
  settled: (id: Id) => Settled | null,
  ofThisMeeting: ReadonlySet<Id>,
): Item[] {
  return items.flatMap((item) => {
    const now = settled(item.id);
    if (ofThisMeeting.has(item.id) || (item.done && !now)) return [];
    if (now && 'carriedTo' in now) return [];
    return [{ ...item, done: now !== null }];
  });
}

/** The one participant of that name: places in a meeting have ids of their own, so an owner is found again by name. */
export function ownerHere(name: string | undefined, people: readonly Person[]): Id | null {
  const same = people.filter((person) => person.name === name && person.role !== 'guest');
  return same.length === 1 ? (same[0]?.id ?? null) : null;
}
