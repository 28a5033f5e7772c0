/**
 * Strict decoding of a Yjs V1 update, before Yjs itself sees a byte of it. Only what our documents can hold is
 * read: root parents, strings, one plain value, deletions. Everything else is a refusal with a code.
 *
 * Source of the format: yjs/src/utils/encoding.js and structs/*.js (13.6), `UpdateEncoderV1`.
 */
import * as decoding from 'lib0/decoding';
import { gateLimits, Refusal } from '#shared/protocol/index.ts';

export interface StructId {
  readonly client: number;
  readonly clock: number;
}

export type ScannedContent =
  | { readonly kind: 'gc' }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'string'; readonly length: number }
  | { readonly kind: 'any'; readonly values: readonly unknown[] };

/** One struct as it stands in the update; `root` and `key` are null when they are to be taken from its origins. */
export interface ScannedStruct extends StructId {
  readonly length: number;
  readonly origin: StructId | null;
  readonly rightOrigin: StructId | null;
  readonly root: string | null;
  readonly key: string | null;
  readonly content: ScannedContent;
}

export interface DeleteRange extends StructId {
  readonly length: number;
}

export interface Scan {
  /** Structs by client, contiguous and in the order of their clocks. */
  readonly clients: ReadonlyMap<number, readonly ScannedStruct[]>;
  readonly deletes: readonly DeleteRange[];
}

/** Highest clock we follow: far above any meeting, far below where doubles lose integers. */
const highestClock = 2 ** 40;
/** Longest single run of deleted or collected characters. */
const longestRun = 10_000_000;
const mostClients = 1_000;

const keyBit = 0b0010_0000;
const rightBit = 0b0100_0000;
const originBit = 0b1000_0000;
const contentBits = 0b0001_1111;

/** Decodes a whole update. Throws `Refusal`: `malformed-update` (not V1, not consumed), `wrong-shape`, `over-cap`. */
export function scan(update: Uint8Array): Scan {
  const decoder = decoding.createDecoder(update);
  try {
    const result = { clients: readClients(decoder), deletes: readDeletes(decoder) };
    if (decoding.hasContent(decoder)) throw new Refusal('malformed-update', 'bytes after the end');
    return result;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('malformed-update', error instanceof Error ? error.message : undefined);
  }
}

function readClients(decoder: decoding.Decoder): Map<number, ScannedStruct[]> {
  const clients = new Map<number, ScannedStruct[]>();
  const sections = decoding.readVarUint(decoder);
  if (sections > mostClients) throw new Refusal('over-cap', 'clients');
  let structs = 0;
  for (let section = 0; section < sections; section += 1) {
    const count = decoding.readVarUint(decoder);
    structs += count;
    if (structs > gateLimits.structsPerUpdate) throw new Refusal('over-cap', 'structs');
    const client = readClient(decoder);
    let clock = readClock(decoder);
    // Yjs keeps the last of two sections of a client: what was judged would not be what is applied.
    if (clients.has(client)) throw new Refusal('malformed-update', 'a client twice');
    const list: ScannedStruct[] = [];
    for (let index = 0; index < count; index += 1) {
      const struct = readStruct(decoder, client, clock);
      clock = checkClock(clock + struct.length);
      list.push(struct);
      if (struct.content.kind === 'any') structs += struct.content.values.length - 1;
      if (structs > gateLimits.structsPerUpdate) throw new Refusal('over-cap', 'values');
    }
    clients.set(client, list);
  }
  return clients;
}

function readStruct(decoder: decoding.Decoder, client: number, clock: number): ScannedStruct {
  const info = decoding.readUint8(decoder);
  const ref = info & contentBits;
  if (ref === 0) {
    if (info !== 0) throw new Refusal('malformed-update', 'flags on a collected struct');
    const length = readRun(decoder);
    return {
      client,
      clock,
      length,
      origin: null,
      rightOrigin: null,
      root: null,
      key: null,
      content: { kind: 'gc' },
    };
  }
  const origin = info & originBit ? readId(decoder) : null;
  const rightOrigin = info & rightBit ? readId(decoder) : null;
  let root: string | null = null;
  let key: string | null = null;
  if (!origin && !rightOrigin) {
    // A parent that is an item would be a nested type, and we have none.
    if (decoding.readVarUint(decoder) !== 1) throw new Refusal('wrong-shape', 'nested parent');
    root = readName(decoder);
    if (info & keyBit) key = readName(decoder);
  }
  const { content, length } = readContent(decoder, ref);
  return { client, clock, length, origin, rightOrigin, root, key, content };
}

function readContent(decoder: decoding.Decoder, ref: number): { content: ScannedContent; length: number } {
  switch (ref) {
    case 1:
      return { content: { kind: 'deleted' }, length: readRun(decoder) };
    case 4: {
      const { length } = decoding.readVarString(decoder);
      if (length === 0) throw new Refusal('malformed-update', 'an empty string');
      return { content: { kind: 'string', length }, length };
    }
    case 8: {
      const count = decoding.readVarUint(decoder);
      // Yjs joins values that were written to a key one after the other, deleted, and kept to be undone.
      if (count < 1 || count > gateLimits.structsPerUpdate) throw new Refusal('wrong-shape', 'no value');
      const values = Array.from({ length: count }, (): unknown => decoding.readAny(decoder));
      return { content: { kind: 'any', values }, length: count };
    }
    case 10:
      throw new Refusal('malformed-update', 'a skipped range');
    default:
      throw new Refusal('wrong-shape', `content ${ref}`);
  }
}

function readDeletes(decoder: decoding.Decoder): DeleteRange[] {
  const ranges: DeleteRange[] = [];
  const clients = decoding.readVarUint(decoder);
  if (clients > gateLimits.deleteRangesPerUpdate) throw new Refusal('over-cap', 'deletions');
  for (let index = 0; index < clients; index += 1) {
    const client = readClient(decoder);
    const count = decoding.readVarUint(decoder);
    if (ranges.length + count > gateLimits.deleteRangesPerUpdate) throw new Refusal('over-cap', 'deletions');
    for (let range = 0; range < count; range += 1) {
      const clock = readClock(decoder);
      const length = decoding.readVarUint(decoder);
      if (length === 0) throw new Refusal('malformed-update', 'an empty deletion');
      checkClock(clock + length);
      ranges.push({ client, clock, length });
    }
  }
  return ranges;
}

function readId(decoder: decoding.Decoder): StructId {
  return { client: readClient(decoder), clock: readClock(decoder) };
}

function readClient(decoder: decoding.Decoder): number {
  const client = decoding.readVarUint(decoder);
  if (client > 0xffff_ffff) throw new Refusal('malformed-update', 'client id');
  return client;
}

function readClock(decoder: decoding.Decoder): number {
  return checkClock(decoding.readVarUint(decoder));
}

function checkClock(clock: number): number {
  if (clock > highestClock) throw new Refusal('over-cap', 'clock');
  return clock;
}

function readRun(decoder: decoding.Decoder): number {
  const length = decoding.readVarUint(decoder);
  if (length === 0) throw new Refusal('malformed-update', 'an empty run');
  if (length > longestRun) throw new Refusal('over-cap', 'run');
  return length;
}

function readName(decoder: decoding.Decoder): string {
  const name = decoding.readVarString(decoder);
  if (name.length > gateLimits.nameLength) throw new Refusal('wrong-shape', 'name');
  return name;
}
