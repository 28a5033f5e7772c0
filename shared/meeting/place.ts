/**
 * Groups: `place` maps a card to the card it lies under. A group is the cards under one leading card and its
 * id is that card's, so grouping creates and removes nothing. Everything here is a pure function of the map:
 * every replica that holds the same map sees the same topics.
 */
import type { Id } from '../protocol/index.ts';

/** Where a card lies: under another (or not), and at which place in the order of its column or group. */
export interface Place {
  readonly under: Id | null;
  readonly at: number;
}

export interface PlacedCard {
  readonly id: Id;
  /** The order it was published in; a move overrides it. */
  readonly at: number;
  readonly removed: boolean;
}

export interface Topic {
  /** The leading card's id: it names the group, holds its title and its votes' first place. */
  readonly id: Id;
  /** The shown cards, the leading one first (unless it was removed), then in order. */
  readonly cards: readonly Id[];
  /** All cards that belong here, removed ones included: their titles, talks and votes still count. */
  readonly members: readonly Id[];
  readonly at: number;
}

export type Places = ReadonlyMap<Id, Place>;

/** The card that leads the group of `card`: chains are followed, and a cycle is led by its least id. */
export function rootOf(card: Id, places: Places): Id {
  const path: Id[] = [];
  const seen = new Set<Id>();
  let current = card;
  for (;;) {
    if (seen.has(current)) {
      const cycle = path.slice(path.indexOf(current));
      return cycle.reduce((least, id) => (id < least ? id : least));
    }
    seen.add(current);
    path.push(current);
    const under = places.get(current)?.under;
    if (!under || under === current) return current;
    current = under;
  }
}

/** All topics of the given cards, in order. A topic none of whose cards is left is not listed. */
export function topicsOf(cards: Iterable<PlacedCard>, places: Places): Topic[] {
  const known = new Map<Id, PlacedCard>();
  for (const card of cards) known.set(card.id, card);
  const within = heardOf(known, places);
  const order = (id: Id) => within.get(id)?.at ?? known.get(id)?.at ?? 0;
  const byOrder = (a: Id, b: Id) => order(a) - order(b) || (a < b ? -1 : 1);

  const groups = new Map<Id, Id[]>();
  for (const id of known.keys()) {
    const root = rootOf(id, within);
    const group = groups.get(root);
    if (group) group.push(id);
    else groups.set(root, [id]);
  }
  const topics: Topic[] = [];
  for (const [root, group] of groups) {
    const members = [root, ...group.filter((id) => id !== root).sort(byOrder)];
    const shown = members.filter((id) => !known.get(id)?.removed);
    if (shown.length > 0) topics.push({ id: root, cards: shown, members, at: order(root) });
  }
  return topics.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

/** A pointer to a card this replica has not heard of yet says nothing until it arrives. */
function heardOf(known: ReadonlyMap<Id, PlacedCard>, places: Places): Map<Id, Place> {
  const within = new Map<Id, Place>();
  for (const [id, place] of places) {
    if (known.has(id))
      within.set(id, { at: place.at, under: place.under && known.has(place.under) ? place.under : null });
  }
  return within;
}

function index(cards: readonly PlacedCard[]): Map<Id, PlacedCard> {
  return new Map(cards.map((card) => [card.id, card]));
}

/** One write to `place`. */
export interface PlaceWrite {
  readonly card: Id;
  readonly place: Place;
}

/** A copy of one card's words to another, for when a group changes its leading card. */
export interface Handover {
  readonly from: Id;
  readonly to: Id;
}

export interface Move {
  readonly writes: readonly PlaceWrite[];
  /** Title and talk are copied when the receiver's own are empty. */
  readonly handover: Handover | null;
}

/**
 * Puts `card` under the topic that `target` belongs to. Writes are flat: the moved card points at the topic's
 * root, cards that hang on it are pointed at its old root or, when it led them, come along.
 */
export function group(card: Id, target: Id, cards: readonly PlacedCard[], all: Places): Move {
  const places = heardOf(index(cards), all);
  const from = rootOf(card, places);
  const to = rootOf(target, places);
  if (from === to) return { writes: [], handover: null };
  const at = (id: Id) => places.get(id)?.at ?? cards.find((other) => other.id === id)?.at ?? 0;
  const last = Math.max(
    at(to),
    ...cards.filter(({ id }) => rootOf(id, places) === to).map(({ id }) => at(id)),
  );
  const writes: PlaceWrite[] = [];
  const direct = places.get(to);
  if (direct?.under) writes.push({ card: to, place: { under: null, at: direct.at } });
  if (from === card) {
    // Its whole group comes along, in its order.
    const followers = cards
      .filter(({ id }) => id !== card && rootOf(id, places) === card)
      .sort((a, b) => at(a.id) - at(b.id));
    writes.push({ card, place: { under: to, at: last + 1 } });
    followers.forEach(({ id }, index) =>
      writes.push({ card: id, place: { under: to, at: last + 2 + index } }),
    );
  } else {
    writes.push(...detach(card, from, cards, places));
    writes.push({ card, place: { under: to, at: last + 1 } });
  }
  return { writes, handover: null };
}

/** Takes `card` out of its group, to stand at `at`. The leading card leaves its group to the next in order. */
export function ungroup(card: Id, at: number, cards: readonly PlacedCard[], all: Places): Move {
  const places = heardOf(index(cards), all);
  const root = rootOf(card, places);
  if (root !== card) {
    return {
      writes: [...detach(card, root, cards, places), { card, place: { under: null, at } }],
      handover: null,
    };
  }
  const order = (id: Id) => places.get(id)?.at ?? cards.find((other) => other.id === id)?.at ?? 0;
  const rest = cards
    .filter(({ id }) => id !== card && rootOf(id, places) === card)
    .sort(
      (a, b) => Number(a.removed) - Number(b.removed) || order(a.id) - order(b.id) || (a.id < b.id ? -1 : 1),
    );
  const next = rest[0];
  if (!next) return { writes: [{ card, place: { under: null, at } }], handover: null };
  const writes: PlaceWrite[] = [
    { card, place: { under: null, at } },
    { card: next.id, place: { under: null, at: order(card) } },
    ...rest.slice(1).map(({ id }) => ({ card: id, place: { under: next.id, at: order(id) } })),
  ];
  return { writes, handover: { from: card, to: next.id } };
}

/** Moves a topic to another place in the order; nothing is grouped. */
export function reorder(card: Id, at: number, places: Places): Move {
  const root = rootOf(card, places);
  return { writes: [{ card: root, place: { under: null, at } }], handover: null };
}

/** Cards that hang on `card` are pointed at the root they had, so that they stay where they are when it goes. */
function detach(card: Id, root: Id, cards: readonly PlacedCard[], places: Places): PlaceWrite[] {
  const writes: PlaceWrite[] = [];
  const lead = places.get(root);
  if (lead?.under) writes.push({ card: root, place: { under: null, at: lead.at } });
  for (const { id, at } of cards) {
    const place = places.get(id);
    if (id !== root && place?.under === card)
      writes.push({ card: id, place: { under: root, at: place.at ?? at } });
  }
  return writes;
}
