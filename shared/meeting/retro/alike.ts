/**
 * Which cards may be about the same thing, by their words alone: computed where the board is looked at, so that nobody's
 * words go anywhere for it. Cards are vectors of words and of four-letter pieces (so that "deploy" meets "deployment"
 * in any language), weighed by how rare a piece is on this board (tf-idf, Salton and Buckley 1988) and compared by their
 * cosine; clusters grow while the average likeness to all of their cards is high enough (average linkage).
 */
import type { Id } from '../../protocol/index.ts';

export interface Worded {
  readonly id: Id;
  readonly text: string;
}

/** Cosine from which two cards may be one topic. Tried on boards of real retrospectives: lower joins what only shares a verb. */
const leastLikeness = 0.24;
/** A board beyond this is not compared: the work grows with the square of the cards. */
const mostCards = 600;
/** A piece on more cards than this share says nothing about any. */
const tooCommon = 0.4;
const pieceWeight = 0.45;

/** Groups of two and more cards that read alike, the most alike first. A card is in one group at most. */
export function alike(cards: readonly Worded[]): Id[][] {
  if (cards.length > mostCards) return [];
  const vectors = vectorsOf(cards);
  const pairs: { a: number; b: number; likeness: number }[] = [];
  for (let a = 0; a < vectors.length; a += 1) {
    for (let b = a + 1; b < vectors.length; b += 1) {
      const likeness = cosine(vectors[a], vectors[b]);
      if (likeness >= leastLikeness) pairs.push({ a, b, likeness });
    }
  }
  pairs.sort((one, other) => other.likeness - one.likeness || one.a - other.a || one.b - other.b);
  const clusterOf = new Map<number, number[]>();
  for (const { a, b } of pairs) {
    const [first, second] = [clusterOf.get(a) ?? [a], clusterOf.get(b) ?? [b]];
    if (first === second || averageLikeness(first, second, vectors) < leastLikeness) continue;
    const joined = [...first, ...second];
    for (const index of joined) clusterOf.set(index, joined);
  }
  return [...new Set(clusterOf.values())].map((cluster) =>
    cluster.sort((a, b) => a - b).flatMap((index) => cards[index]?.id ?? []),
  );
}

type Vector = ReadonlyMap<string, number>;

function averageLikeness(
  first: readonly number[],
  second: readonly number[],
  vectors: readonly Vector[],
): number {
  let sum = 0;
  for (const a of first) for (const b of second) sum += cosine(vectors[a], vectors[b]);
  return sum / (first.length * second.length);
}

/** One vector of length 1 per card; an empty one where nothing of its words says anything. */
function vectorsOf(cards: readonly Worded[]): Vector[] {
  const all = cards.map(({ text }) => piecesOf(text));
  const onCards = new Map<string, number>();
  for (const pieces of all)
    for (const piece of pieces.keys()) onCards.set(piece, (onCards.get(piece) ?? 0) + 1);
  const commonFrom = Math.max(3, cards.length * tooCommon);
  return all.map((pieces) => {
    const vector = new Map<string, number>();
    let square = 0;
    for (const [piece, weight] of pieces) {
      const found = onCards.get(piece) ?? 0;
      if (found < 2 || found > commonFrom) continue;
      const value = weight * Math.log(1 + cards.length / found);
      vector.set(piece, value);
      square += value * value;
    }
    // What stands on this card alone makes it unlike the others.
    const own = [...pieces].filter(([piece]) => onCards.get(piece) === 1);
    for (const [, weight] of own) square += (weight * Math.log(1 + cards.length)) ** 2 * 0.35;
    const length = Math.sqrt(square);
    return new Map([...vector].map(([piece, value]) => [piece, value / length]));
  });
}

const word = /[\p{L}\p{N}]+/gu;

function piecesOf(text: string): Map<string, number> {
  const pieces = new Map<string, number>();
  const add = (piece: string, weight: number) => pieces.set(piece, Math.max(pieces.get(piece) ?? 0, weight));
  for (const [found] of text
    .slice(0, 600)
    .toLocaleLowerCase('en')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .matchAll(word)) {
    const letters = [...found];
    if (letters.length < 3 && !/\p{Lo}/u.test(found)) continue;
    add(found, 1);
    for (let at = 0; at + 4 <= letters.length; at += 1)
      add(`~${letters.slice(at, at + 4).join('')}`, pieceWeight);
  }
  return pieces;
}

function cosine(a: Vector | undefined, b: Vector | undefined): number {
  if (!a || !b) return 0;
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [piece, value] of small) sum += value * (large.get(piece) ?? 0);
  return sum;
}
