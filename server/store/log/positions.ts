import type { DocumentName, Id } from '#shared/protocol/index.ts';
import type { KeyStore } from '../keys/index.ts';
import type { Db } from '../transaction.ts';
import { MeetingSeal } from './seal.ts';

/** Where a meeting's documents stood at a sequence number: an append there needs no look at the tables. */
export interface Position {
  readonly seal: MeetingSeal;
  readonly seq: number;
  readonly versions: ReadonlyMap<DocumentName, number>;
}

const most = 5_000;

/** The positions of the meetings that are in use here. A guess that is checked: the append itself names the seq. */
export class Positions {
  readonly #keys: KeyStore;
  readonly #known = new Map<Id, Position>();

  constructor(keys: KeyStore) {
    this.#keys = keys;
  }

  set(meetingId: Id, position: Position): void {
    // The least recently used goes first.
    this.#known.delete(meetingId);
    this.#known.set(meetingId, position);
    const [oldest] = this.#known.keys();
    if (this.#known.size > most && oldest !== undefined) this.#known.delete(oldest);
  }

  forget(meetingId: Id): void {
    this.#known.delete(meetingId);
  }

  /** The position at exactly this seq, if it is known. */
  at(meetingId: Id, seq: number): Position | undefined {
    const position = this.#known.get(meetingId);
    return position?.seq === seq ? position : undefined;
  }

  /** The seal for these slots; the known one where it is the same, because it remembers names. */
  seal(meetingId: Id, contentSlot: number, privateSlot: number | null): MeetingSeal {
    const known = this.#known.get(meetingId)?.seal;
    if (known?.slots.contentSlot === contentSlot && known.slots.privateSlot === privateSlot) return known;
    return new MeetingSeal(this.#keys, { meetingId, contentSlot, privateSlot });
  }

  /** Reads where the meeting stands now. Null when there is no such meeting. */
  async read(db: Db, meetingId: Id): Promise<Position | null> {
    const { rows } = await db.query<PositionRow>({
      name: 'position',
      text: positionQuery,
      values: [meetingId],
    });
    const [first] = rows;
    if (!first) return null;
    const seal = this.seal(meetingId, first.content_slot, first.private_slot);
    const versions = new Map<DocumentName, number>();
    for (const { document_tag: tag, document, version } of rows) {
      if (tag && document && version !== null) versions.set(seal.documentOf(tag, document), version);
    }
    const position = { seal, seq: first.seq, versions };
    this.set(meetingId, position);
    return position;
  }
}

interface PositionRow {
  seq: number;
  content_slot: number;
  private_slot: number | null;
  document_tag: Buffer | null;
  document: Buffer | null;
  version: number | null;
}

const positionQuery = `
  select h.seq, m.content_slot, m.private_slot, d.document_tag, d.document, d.version
  from meeting_heads h
  join meetings m on m.id = h.meeting_id
  left join meeting_documents d on d.meeting_id = h.meeting_id
  where h.meeting_id = $1`;
