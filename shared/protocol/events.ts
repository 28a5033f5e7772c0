import { z } from 'zod';
import type { ErrorCode } from './errors.ts';
import { gateLimits } from './limits.ts';
import { documentNameSchema, idSchema, type DocumentName, type Id } from './ids.ts';

/** Bytes as they arrive: Socket.IO hands out Buffers on the server and ArrayBuffers or Uint8Arrays in browsers. */
const bytes = z
  .custom<Uint8Array | ArrayBuffer>((value) => value instanceof Uint8Array || value instanceof ArrayBuffer)
  .transform((value) => (value instanceof Uint8Array ? value : new Uint8Array(value)));

/** Every answer is either what was asked for or a code. */
export type Answer<T> = ({ ok: true } & T) | { ok: false; error: ErrorCode };

/** `join`: enter a meeting, or come back to it, with what this replica knows of each document (a Yjs state vector). */
export const joinSchema = z.strictObject({
  meetingId: idSchema,
  /** The log's incarnation this replica was made under; another one means a restored backup (rule J-4). */
  incarnation: z.string().max(64).optional(),
  documents: z
    .array(z.strictObject({ document: documentNameSchema.or(z.literal('notes')), vector: bytes.optional() }))
    .max(8),
});
export type JoinRequest = z.input<typeof joinSchema>;

/** One document, as of a committed version: what the joiner lacks, and what the server has (so the joiner can send the rest). */
export interface DocumentState {
  document: DocumentName;
  version: number;
  update: Uint8Array;
  vector: Uint8Array;
}

export interface Joined {
  meetingId: Id;
  memberId: Id;
  role: ParticipantRole;
  incarnation: string;
  documents: DocumentState[];
  presence: PresenceEntry[];
  counts: Counts;
  ballots: OwnBallots;
  /** Postgres's clock, ms since 1970: timers agree by it. */
  now: number;
}

/** `update`: co-editing. Answered once Postgres has committed it; `version` is the document's version that holds it. */
export const updateSchema = z.strictObject({
  meetingId: idSchema,
  document: documentNameSchema,
  update: bytes,
});
export type UpdateRequest = z.input<typeof updateSchema>;

/** `sync`: a gap was seen, or a document is wanted afresh. */
export const syncSchema = z.strictObject({
  meetingId: idSchema,
  document: documentNameSchema,
  vector: bytes.optional(),
});
export type SyncRequest = z.input<typeof syncSchema>;

/** `command`: whatever needs a permission or must happen once. A repeated id gets the first answer again. */
export const commandSchema = z.strictObject({
  meetingId: idSchema,
  id: idSchema,
  name: z.string().max(40),
  payload: z.unknown(),
});
export type CommandRequest = z.infer<typeof commandSchema>;

/** Where somebody is in public text. Nothing about hidden text can be said. */
const spotSchema = z.strictObject({
  /** The card whose title or discussion notes the person is in, if any. */
  at: idSchema.nullable(),
  typing: z.boolean(),
  /** Where the caret stands in the card's discussion notes, in UTF-16 code units; null anywhere else. */
  cursor: z.number().int().min(0).max(gateLimits.talk).nullable(),
});
export type Spot = Readonly<z.infer<typeof spotSchema>>;

/** Nowhere in particular. */
export const nowhere: Spot = { at: null, typing: false, cursor: null };

/** `presence`: where I am, and whether I type in public text. */
export const presenceSchema = spotSchema.extend({ meetingId: idSchema });
export type PresenceRequest = z.infer<typeof presenceSchema>;

export type ParticipantRole = 'member' | 'guest' | 'observer';

/** One connection of one person, under an id the server made (never a Yjs clientID). */
export const presenceEntrySchema = spotSchema.extend({
  connection: z.number().int(),
  memberId: idSchema,
});
export type PresenceEntry = Readonly<z.infer<typeof presenceEntrySchema>>;

/** How many notes are hidden, others' and mine: per column, or one total in an anonymous meeting. */
export interface Counts {
  total: number;
  columns: Record<string, number> | null;
}

/** My own votes: card id → how many. Nobody else's are ever sent. */
export type OwnBallots = Record<Id, number>;

export interface UpdateFrame {
  m: Id;
  d: DocumentName;
  v: number;
  u: Uint8Array;
}

/** What a browser may send, each with its acknowledgement. */
export interface ClientEvents {
  join: (request: JoinRequest, answer: (answer: Answer<Joined>) => void) => void;
  sync: (request: SyncRequest, answer: (answer: Answer<{ state: DocumentState }>) => void) => void;
  update: (request: UpdateRequest, answer: (answer: Answer<{ version: number }>) => void) => void;
  command: (request: CommandRequest, answer: (answer: Answer<{ result: unknown }>) => void) => void;
  presence: (request: PresenceRequest) => void;
}

/** What the server sends. */
export interface ServerEvents {
  /** A committed change of a document. Versions of one document are gap-free; a gap means `sync`. */
  update: (frame: UpdateFrame) => void;
  presence: (meetingId: Id, entries: PresenceEntry[]) => void;
  counts: (meetingId: Id, counts: Counts) => void;
  ballots: (meetingId: Id, ballots: OwnBallots) => void;
  /** My rights changed (role, removal) or the meeting closed: join again to learn what I may see now. */
  rights: (meetingId: Id, code: ErrorCode | null) => void;
  /** This node is going away: reconnect elsewhere. */
  restarting: () => void;
}
