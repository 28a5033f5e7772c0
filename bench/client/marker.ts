/**
 * A marker is the text of one edit: who made it and the how-manyeth it is. It is found in a received update by its
 * bytes alone, so that a client counts what it sees without decoding Yjs.
 */
const digits = '0123456789abcdefghijklmnopqrstuvwxyz';
const authorDigits = 3;
const sequenceDigits = 4;
const start = 0x7e; // ~
const end = 0x2e; // .
const length = 1 + authorDigits + sequenceDigits + 1;

/** How many authors and edits of each fit a marker. */
export const maxAuthors = digits.length ** authorDigits;
export const maxEdits = digits.length ** sequenceDigits;

function base36(value: number, width: number): string {
  return value.toString(36).padStart(width, '0');
}

/** The text that edit number `sequence` of `author` inserts. */
export function markerText(author: number, sequence: number): string {
  return `~${base36(author, authorDigits)}${base36(sequence, sequenceDigits)}.`;
}

function digitValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  return byte >= 0x61 && byte <= 0x7a ? byte - 0x57 : -1;
}

function readNumber(bytes: Uint8Array, from: number, width: number): number {
  let value = 0;
  for (let index = from; index < from + width; index++) {
    const digit = digitValue(bytes[index] ?? 0);
    if (digit < 0) return -1;
    value = value * digits.length + digit;
  }
  return value;
}

/** Calls `found` for every marker in `bytes`, in order. */
export function findMarkers(bytes: Uint8Array, found: (author: number, sequence: number) => void): void {
  let at = bytes.indexOf(start);
  while (at !== -1 && at + length <= bytes.length) {
    let next = at + 1;
    if (bytes[at + length - 1] === end) {
      const author = readNumber(bytes, at + 1, authorDigits);
      const sequence = readNumber(bytes, at + 1 + authorDigits, sequenceDigits);
      if (author >= 0 && sequence >= 0) {
        found(author, sequence);
        next = at + length;
      }
    }
    at = bytes.indexOf(start, next);
  }
}

/** All markers of a text, each as one number. */
export function markersIn(text: string): Set<number> {
  const markers = new Set<number>();
  findMarkers(Buffer.from(text), (author, sequence) => markers.add(markerKey(author, sequence)));
  return markers;
}

/** An author and a sequence as one number, for sets. */
export function markerKey(author: number, sequence: number): number {
  return author * maxEdits + sequence;
}
