import * as Y from 'yjs';

interface Range {
  readonly clock: number;
  readonly len: number;
}

/** True when every range of `ours` is covered by `theirs`. Both are sorted, and merged where they touch, as Yjs encodes them. */
function covers(theirs: readonly Range[], ours: readonly Range[]): boolean {
  let index = 0;
  return ours.every(({ clock, len }) => {
    for (;;) {
      const range = theirs[index];
      if (!range || range.clock > clock) return false;
      if (range.clock + range.len >= clock + len) return true;
      index += 1;
    }
  });
}

/**
 * What the server lacks of `doc`, or null when it lacks nothing. `vector` is the server's state vector, `update`
 * what it sent along: Yjs always encodes all deletions, so that is how we know which of ours it has.
 */
export function differenceFrom(doc: Y.Doc, vector: Uint8Array, update: Uint8Array): Uint8Array | null {
  const difference = Y.encodeStateAsUpdate(doc, vector);
  const ours = Y.decodeUpdate(difference);
  if (ours.structs.length > 0) return difference;
  const theirs = Y.decodeUpdate(update).ds.clients;
  for (const [client, ranges] of ours.ds.clients) {
    if (!covers(sorted(theirs.get(client) ?? []), sorted(ranges))) return difference;
  }
  return null;
}

function sorted(ranges: readonly Range[]): Range[] {
  const merged: { clock: number; len: number }[] = [];
  for (const { clock, len } of [...ranges].sort((a, b) => a.clock - b.clock)) {
    const last = merged.at(-1);
    if (last && last.clock + last.len >= clock) last.len = Math.max(last.len, clock + len - last.clock);
    else merged.push({ clock, len });
  }
  return merged;
}
