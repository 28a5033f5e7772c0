import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  group,
  reorder,
  rootOf,
  topicsOf,
  ungroup,
  type Move,
  type Place,
  type PlacedCard,
} from './place.ts';

const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
const cards: PlacedCard[] = ids.map((id, index) => ({ id, at: index, removed: false }));
const arbitraryPlaces = fc
  .array(
    fc.tuple(
      fc.constantFrom(...ids),
      fc.option(fc.constantFrom(...ids, 'unheard-of'), { nil: null }),
      fc.integer({ min: -9, max: 9 }),
    ),
  )
  .map((entries) => new Map<string, Place>(entries.map(([id, under, at]) => [id, { under, at }])));
const arbitraryMove = fc.record({
  kind: fc.constantFrom('group', 'ungroup', 'reorder'),
  card: fc.constantFrom(...ids),
  target: fc.constantFrom(...ids),
});

function apply(places: ReadonlyMap<string, Place>, { writes }: Move): Map<string, Place> {
  return new Map([...places, ...writes.map(({ card, place }) => [card, place] as const)]);
}

function move(
  places: ReadonlyMap<string, Place>,
  { kind, card, target }: { kind: string; card: string; target: string },
): Move {
  if (kind === 'group') return group(card, target, cards, places);
  return kind === 'ungroup' ? ungroup(card, 10, cards, places) : reorder(card, 5, places);
}

describe('topics', () => {
  it('show every card exactly once, whatever two people wrote at once', () => {
    fc.assert(
      fc.property(arbitraryPlaces, (places) => {
        const shown = topicsOf(cards, places).flatMap((topic) => topic.cards);
        expect([...shown].sort()).toEqual(ids);
      }),
    );
  });

  it('lead a cycle by its least id', () => {
    const places = new Map([
      ['b', { under: 'c', at: 0 }],
      ['c', { under: 'b', at: 1 }],
    ]);
    expect(rootOf('b', places)).toBe('b');
    expect(rootOf('c', places)).toBe('b');
  });

  it('follow a removed card but do not show it', () => {
    const removed = cards.map((card) => ({ ...card, removed: card.id === 'b' }));
    const places = new Map([
      ['c', { under: 'b', at: 1 }],
      ['b', { under: 'a', at: 2 }],
    ]);
    const [topic] = topicsOf(removed, places);
    expect(topic).toMatchObject({ id: 'a', cards: ['a', 'c'] });
    expect(topic?.members).toContain('b');
  });
});

describe('moves', () => {
  it('never lose a card, in any sequence', () => {
    fc.assert(
      fc.property(arbitraryPlaces, fc.array(arbitraryMove, { maxLength: 12 }), (start, moves) => {
        let places: ReadonlyMap<string, Place> = start;
        for (const step of moves) places = apply(places, move(places, step));
        expect(
          topicsOf(cards, places)
            .flatMap((topic) => topic.cards)
            .sort(),
        ).toEqual(ids);
      }),
    );
  });

  it('group puts the card into the target’s topic', () => {
    fc.assert(
      fc.property(
        arbitraryPlaces,
        fc.constantFrom(...ids),
        fc.constantFrom(...ids),
        (places, card, target) => {
          const next = apply(places, group(card, target, cards, places));
          expect(
            topicsOf(cards, next).some((topic) => topic.cards.includes(card) && topic.cards.includes(target)),
          ).toBe(true);
        },
      ),
    );
  });

  it('group takes nobody else out of where they were', () => {
    fc.assert(
      fc.property(
        arbitraryPlaces,
        fc.constantFrom(...ids),
        fc.constantFrom(...ids),
        (places, card, target) => {
          const together = (map: ReadonlyMap<string, Place>, a: string, b: string) =>
            topicsOf(cards, map).some((topic) => topic.cards.includes(a) && topic.cards.includes(b));
          const next = apply(places, group(card, target, cards, places));
          const others = ids.filter((id) => id !== card);
          for (const a of others)
            for (const b of others) if (together(places, a, b)) expect(together(next, a, b)).toBe(true);
        },
      ),
    );
  });

  it('ungroup leaves the card alone and the others together', () => {
    fc.assert(
      fc.property(arbitraryPlaces, fc.constantFrom(...ids), (places, card) => {
        const before = topicsOf(cards, places).find((topic) => topic.cards.includes(card));
        const next = topicsOf(cards, apply(places, ungroup(card, 3, cards, places)));
        expect(next.find((topic) => topic.cards.includes(card))?.cards).toEqual([card]);
        const rest = (before?.cards ?? []).filter((id) => id !== card);
        if (rest.length > 0)
          expect(next.some((topic) => rest.every((id) => topic.cards.includes(id)))).toBe(true);
      }),
    );
  });

  it('ungroup hands title and talk over when the leading card leaves', () => {
    const places = new Map([
      ['b', { under: 'a', at: 1 }],
      ['c', { under: 'a', at: 2 }],
    ]);
    expect(ungroup('a', 9, cards, places).handover).toEqual({ from: 'a', to: 'b' });
  });
});
