/**
 * The two wire formats the peers speak. Both carry the same y-protocols messages; hocuspocus puts the document's
 * name before each of them and wants an authentication message first. Everything else of the client is shared.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

const messageSync = 0;
const messageAuth = 2;
const messageSyncReply = 4;
const syncTypes = ['step1', 'step2', 'update'] as const;

/** What a frame from a server is; `body` is a state vector (`step1`) or an update. */
export type Received =
  { readonly kind: (typeof syncTypes)[number]; readonly body: Uint8Array } | { readonly kind: 'other' };

/** How one server wants its frames. */
export interface Codec {
  /** Frames to send as soon as the socket is open, before the first sync step. */
  hello(document: string): Uint8Array[];
  step1(document: string, vector: Uint8Array): Uint8Array;
  step2(document: string, update: Uint8Array): Uint8Array;
  update(document: string, update: Uint8Array): Uint8Array;
  read(frame: Uint8Array): Received;
}

function syncFrame(prefix: string | null, type: 0 | 1 | 2, body: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  if (prefix !== null) encoding.writeVarString(encoder, prefix);
  encoding.writeVarUint(encoder, messageSync);
  encoding.writeVarUint(encoder, type);
  encoding.writeVarUint8Array(encoder, body);
  return encoding.toUint8Array(encoder);
}

function readSync(decoder: decoding.Decoder): Received {
  const type = decoding.readVarUint(decoder);
  if (type !== messageSync && type !== messageSyncReply) return { kind: 'other' };
  const kind = syncTypes[decoding.readVarUint(decoder)];
  return kind ? { kind, body: decoding.readVarUint8Array(decoder) } : { kind: 'other' };
}

/** The y-websocket protocol: y-websocket's own server, the relay, and ours at `/yjs`. */
export const plainCodec: Codec = {
  hello: () => [],
  step1: (_document, vector) => syncFrame(null, 0, vector),
  step2: (_document, update) => syncFrame(null, 1, update),
  update: (_document, update) => syncFrame(null, 2, update),
  read: (frame) => readSync(decoding.createDecoder(frame)),
};

/** The same messages behind the document's name, after a token that nobody checks. */
export const hocuspocusCodec: Codec = {
  hello: (document) => {
    const encoder = encoding.createEncoder();
    encoding.writeVarString(encoder, document);
    encoding.writeVarUint(encoder, messageAuth);
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarString(encoder, 'bench');
    return [encoding.toUint8Array(encoder)];
  },
  step1: (document, vector) => syncFrame(document, 0, vector),
  step2: (document, update) => syncFrame(document, 1, update),
  update: (document, update) => syncFrame(document, 2, update),
  read: (frame) => {
    const decoder = decoding.createDecoder(frame);
    // The name is skipped, not decoded: a client of one document has no use for it.
    const length = decoding.readVarUint(decoder);
    decoder.pos += length;
    return readSync(decoder);
  },
};
