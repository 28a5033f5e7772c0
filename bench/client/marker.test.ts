import * as Y from 'yjs';
import { describe, expect, test } from 'vitest';
import { Author } from './author.ts';
import { findMarkers, markerKey, markersIn, markerText, maxAuthors } from './marker.ts';
import { difference, replay } from './replica.ts';

const texts = ['talk:a', 'talk:b'];

function found(bytes: Uint8Array): number[] {
  const keys: number[] = [];
  findMarkers(bytes, (author, sequence) => keys.push(markerKey(author, sequence)));
  return keys;
}

describe('a marker', () => {
  test('is found in the update that makes it, and only once', () => {
    const author = new Author(maxAuthors - 1, texts);
    const updates = author.prepare(3);
    expect(updates.map(found)).toEqual([0, 1, 2].map((sequence) => [markerKey(maxAuthors - 1, sequence)]));
  });

  test('is found in an update that holds many', () => {
    const merged = Y.mergeUpdates([...new Author(1, texts).prepare(40), ...new Author(2, texts).prepare(40)]);
    expect(new Set(found(merged)).size).toBe(80);
  });

  test('is not seen in a cut or spoilt one', () => {
    const text = markerText(7, 9);
    expect(markersIn(text.slice(0, -1)).size).toBe(0);
    expect(markersIn(text.replace('.', '!')).size).toBe(0);
    expect([...markersIn(`~${text}~~~`)]).toEqual([markerKey(7, 9)]);
  });
});

describe('replicas', () => {
  test('that lack an edit are told apart', () => {
    const updates = new Author(1, texts).prepare(4);
    const whole = replay(updates, texts);
    expect(difference(whole, replay([...updates].reverse(), texts))).toBeUndefined();
    expect(difference(whole, replay(updates.slice(0, 3), texts))).toBe('talk:b');
  });

  test('with a gap in their past are refused', () => {
    const updates = new Author(1, texts).prepare(4);
    expect(() => replay(updates.slice(1), texts)).toThrow(/past never came/);
  });
});
