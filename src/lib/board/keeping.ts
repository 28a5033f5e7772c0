/**
 * What has not changed stays the very object that it was, so that a screen with hundreds of cards draws only those
 * that did change. Pure.
 */

/** The object of before when the new one says the same, field by field; lists in fields are compared one by one. */
export function kept<T extends object>(before: T | undefined, now: T): T {
  return before !== undefined && saysTheSame(before, now) ? before : now;
}

/** A list in which what stayed is the object of before, and which is the list of before when all of it stayed. */
export function keptList<T extends { readonly id: string }>(
  before: readonly T[],
  now: readonly T[],
  keep: (before: T | undefined, now: T) => T = kept,
): readonly T[] {
  let known: Map<string, T> | undefined;
  const list = now.map((one, at) => {
    const there = before[at];
    if (there?.id === one.id) return keep(there, one);
    known ??= new Map(before.map((old) => [old.id, old]));
    return keep(known.get(one.id), one);
  });
  return areSame(before, list) ? before : list;
}

/** A map that is the one of before when all of its entries say the same. */
export function keptMap<K, V extends object>(
  before: ReadonlyMap<K, V>,
  now: ReadonlyMap<K, V>,
): ReadonlyMap<K, V> {
  let same = before.size === now.size;
  const map = new Map<K, V>();
  for (const [key, value] of now) {
    const old = before.get(key);
    const stays = kept(old, value);
    map.set(key, stays);
    same &&= stays === old;
  }
  return same ? before : map;
}

function saysTheSame<T extends object>(before: T, now: T): boolean {
  // Hundreds of times per picture: no lists are made for it.
  for (const name in now) if (!isSame(before[name], now[name])) return false;
  for (const name in before) if (!(name in now)) return false;
  return true;
}

function isSame(before: unknown, now: unknown): boolean {
  if (Array.isArray(before) && Array.isArray(now)) return areSame(before, now);
  return Object.is(before, now);
}

function areSame(before: readonly unknown[], now: readonly unknown[]): boolean {
  return before.length === now.length && now.every((one, at) => Object.is(one, before[at]));
}
