/**
 * The gate's judgement (docs/protocol.md, rules G-1 to G-9): is every new struct of this update the sender's own, in
 * a root that exists, of a shape that fits, and resolvable with what is known? Judged is exactly what is applied.
 */
import * as Y from 'yjs';
import type { DocumentView, RootOf, RootShape } from '#shared/meeting/index.ts';
import { Refusal, type Id } from '#shared/protocol/index.ts';
import type { Replica } from '../replica.ts';
import { scan, type Scan, type ScannedStruct, type StructId } from './scan.ts';

export interface Judgement {
  /** The cut update: what is new in it. */
  readonly update: Uint8Array;
  /** clientIDs that the sender writes with for the first time in this document. */
  readonly claims: readonly number[];
  /** False when everything in it is known already and nothing is to be applied. */
  readonly changes: boolean;
}

interface Placement {
  readonly root: string;
  readonly key: string | null;
}

/** Judges an update against a replica that stands at a commit. Throws `Refusal`; `unknown-history` means the node may lack something. */
export function judge(
  update: Uint8Array,
  sender: Id,
  replica: Replica,
  rootOf: RootOf,
  board: DocumentView,
): Judgement {
  const { bytes, scanned } = cut(update, replica);
  const claims: number[] = [];
  for (const [client, structs] of scanned.clients) {
    const [first] = structs;
    if (!first) continue;
    const known = replica.clock(client);
    const owner = replica.writers.get(client);
    if (owner ? owner !== sender : known > 0) throw new Refusal('forged-writer');
    if (first.clock > known) throw new Refusal('unknown-history', 'a gap');
    if (!owner) claims.push(client);
  }
  const placements = resolve(scanned, replica);
  checkShapes(scanned, placements, replica, rootOf, board);
  checkDeletes(scanned, replica);
  const changes =
    scanned.deletes.length > 0 || [...scanned.clients.values()].some((structs) => structs.length > 0);
  return { update: bytes, claims, changes };
}

/** Cuts at the replica's state vector. An update that is new from its first struct on is its own cut. */
function cut(update: Uint8Array, replica: Replica): { bytes: Uint8Array; scanned: Scan } {
  const scanned = scan(update);
  const isNew = [...scanned.clients].every(
    ([client, [first]]) => first !== undefined && first.clock >= replica.clock(client),
  );
  if (isNew) return { bytes: update, scanned };
  // Not the replica's kept vector: within one flush others' updates were applied since.
  const bytes = Y.diffUpdate(update, Y.encodeStateVector(replica.doc));
  return { bytes, scanned: scan(bytes) };
}

/** Where each new struct lies, in an order in which each finds what it refers to: an update that never resolves is not let in. */
function resolve(scanned: Scan, replica: Replica): Map<ScannedStruct, Placement | null> {
  const placements = new Map<ScannedStruct, Placement | null>();
  const done = new Map<number, number>();
  let waiting = [...scanned.clients].filter(([, structs]) => structs.length > 0);
  const isKnown = ({ client, clock }: StructId) => {
    if (clock < replica.clock(client)) return true;
    const structs = scanned.clients.get(client);
    const next = structs?.[done.get(client) ?? 0];
    return structs !== undefined && (next ? clock < next.clock : clock < endOf(structs));
  };
  while (waiting.length > 0) {
    let progress = false;
    for (const [client, structs] of waiting) {
      for (;;) {
        const index = done.get(client) ?? 0;
        const struct = structs[index];
        if (
          !struct ||
          (struct.origin && !isKnown(struct.origin)) ||
          (struct.rightOrigin && !isKnown(struct.rightOrigin))
        )
          break;
        placements.set(struct, place(struct, scanned, placements, replica));
        done.set(client, index + 1);
        progress = true;
      }
    }
    waiting = waiting.filter(([client, structs]) => (done.get(client) ?? 0) < structs.length);
    if (!progress && waiting.length > 0) throw new Refusal('unknown-history', 'unresolved');
  }
  return placements;
}

function endOf(structs: readonly ScannedStruct[]): number {
  const last = structs.at(-1);
  return last ? last.clock + last.length : 0;
}

function place(
  struct: ScannedStruct,
  scanned: Scan,
  placements: ReadonlyMap<ScannedStruct, Placement | null>,
  replica: Replica,
): Placement | null {
  if (struct.content.kind === 'gc') return null;
  if (struct.root !== null) return { root: struct.root, key: struct.key };
  const [left, right] = [struct.origin, struct.rightOrigin].map((id) =>
    id ? lookup(id, scanned, placements, replica) : undefined,
  );
  const placement = left ?? right;
  if (!placement) throw new Refusal('wrong-shape', 'no parent');
  if (left && right && (left.root !== right.root || left.key !== right.key))
    throw new Refusal('wrong-shape', 'two parents');
  return placement;
}

/** Root and key of a struct that is known, in the replica or earlier in the same update. */
function lookup(
  id: StructId,
  scanned: Scan,
  placements: ReadonlyMap<ScannedStruct, Placement | null>,
  replica: Replica,
): Placement {
  if (id.clock < replica.clock(id.client)) {
    const item = Y.getItem(replica.doc.store, Y.createID(id.client, id.clock));
    // Typed as an item, but it may be a collected struct, which has no parent.
    const parent: unknown = item instanceof Y.Item ? item.parent : null;
    const root = parent === null ? undefined : replica.rootName(parent);
    if (root === undefined) throw new Refusal('wrong-shape', 'an origin without parent');
    return { root, key: item.parentSub };
  }
  const struct = find(scanned.clients.get(id.client) ?? [], id.clock);
  const placement = struct && placements.get(struct);
  if (!placement) throw new Refusal('wrong-shape', 'an origin without parent');
  return placement;
}

function find(structs: readonly ScannedStruct[], clock: number): ScannedStruct | undefined {
  let low = 0;
  let high = structs.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const struct = structs[middle];
    if (!struct) return undefined;
    if (clock < struct.clock) high = middle - 1;
    else if (clock >= struct.clock + struct.length) low = middle + 1;
    else return struct;
  }
  return undefined;
}

function checkShapes(
  scanned: Scan,
  placements: ReadonlyMap<ScannedStruct, Placement | null>,
  replica: Replica,
  rootOf: RootOf,
  board: DocumentView,
): void {
  const shapes = new Map<string, RootShape>();
  const added = new Map<string, number>();
  for (const structs of scanned.clients.values()) {
    for (const struct of structs) {
      const placement = placements.get(struct);
      if (!placement) continue;
      let shape = shapes.get(placement.root);
      if (!shape) {
        const found = rootOf(placement.root, board);
        if (found === undefined) throw new Refusal('wrong-shape', 'root');
        if (found === 'unknown') throw new Refusal('unknown-history', 'root');
        shape = found;
        shapes.set(placement.root, shape);
      }
      const more = checkStruct(struct, placement, shape);
      added.set(placement.root, (added.get(placement.root) ?? 0) + more);
    }
  }
  for (const [root, shape] of shapes) {
    const present =
      shape.type === 'text' ? replica.doc.getText(root).length : replica.doc.getMap(root)._map.size;
    if (present + (added.get(root) ?? 0) > (shape.type === 'text' ? shape.maxLength : shape.maxKeys)) {
      // One that is being emptied and filled again stays below: the caps are ten times what a screen allows.
      throw new Refusal('over-cap', shape.type);
    }
  }
}

/** Returns by how much the struct makes its root larger. */
function checkStruct({ content }: ScannedStruct, { key }: Placement, shape: RootShape): number {
  if (shape.type === 'text') {
    if (key !== null) throw new Refusal('wrong-shape', 'a key in a text');
    if (content.kind === 'any') throw new Refusal('wrong-shape', 'a value in a text');
    return content.kind === 'string' ? content.length : 0;
  }
  if (key === null) throw new Refusal('wrong-shape', 'no key');
  if (content.kind === 'deleted') return 0;
  if (content.kind !== 'any') throw new Refusal('wrong-shape', 'a text in a map');
  for (const value of content.values) {
    const accepted = shape.accepts(key, value);
    if (accepted === 'unknown') throw new Refusal('unknown-history', 'value');
    if (!accepted || !isPlain(value)) throw new Refusal('wrong-shape', 'value');
  }
  return 1;
}

/** `__proto__` in an encoded object would set its prototype instead of a key, past any schema. */
function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null || Object.getPrototypeOf(value) === Object.prototype;
}

/** A deletion of what nobody has written yet would wait for ever, and then strike whoever writes it. */
function checkDeletes(scanned: Scan, replica: Replica): void {
  for (const { client, clock, length } of scanned.deletes) {
    const known = Math.max(replica.clock(client), endOf(scanned.clients.get(client) ?? []));
    if (clock + length > known) throw new Refusal('unknown-history', 'a deletion');
  }
}
