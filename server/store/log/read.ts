import type pg from 'pg';
import { isDocumentName, type Id, type ParticipantRole } from '#shared/protocol/index.ts';
import type {
  CatchUp,
  DocumentSnapshot,
  Entry,
  Head,
  LoadedMeeting,
  MeetingState,
  Participant,
  WriterClaim,
} from '../../rooms/ports.ts';
import { openText } from '../sealed.ts';
import { reading, type Db } from '../transaction.ts';
import type { Positions } from './positions.ts';
import type { MeetingSeal } from './seal.ts';

interface HeadRow {
  seq: number;
  epoch: number;
  open: boolean;
  kind: string;
  content_slot: number;
  private_slot: number | null;
}

const headQuery = {
  name: 'head',
  text: `select h.seq, h.epoch, h.open, m.kind, m.content_slot, m.private_slot
    from meeting_heads h join meetings m on m.id = h.meeting_id where h.meeting_id = $1`,
};

const stateOf = (row: HeadRow): MeetingState => (row.open ? 'open' : 'closed');

/** Everything of a meeting, on one view of the tables. */
export async function loadMeeting(
  pool: pg.Pool,
  positions: Positions,
  meetingId: Id,
): Promise<LoadedMeeting | null> {
  return reading(pool, async (db) => {
    const { rows } = await db.query<HeadRow>({ ...headQuery, values: [meetingId] });
    const [row] = rows;
    if (!row) return null;
    const seal = positions.seal(meetingId, row.content_slot, row.private_slot);
    const participants = await participantsOf(db, seal);
    const common = {
      meetingId,
      kind: row.kind,
      state: stateOf(row),
      head: { seq: row.seq, epoch: row.epoch },
      participants,
    };
    if (!row.open) return { ...common, documents: await frozenOf(db, seal), writers: [] };
    const documents = await documentsOf(db, seal);
    const writers = await writersOf(db, seal, 0, row.seq);
    const versions = new Map(documents.map(({ document, version }) => [document, version]));
    positions.set(meetingId, { seal, seq: row.seq, versions });
    return { ...common, documents, writers };
  });
}

/** What came after `from`. */
export async function readAfter(db: Db, positions: Positions, meetingId: Id, from: Head): Promise<CatchUp> {
  const { rows } = await db.query<HeadRow>({ ...headQuery, values: [meetingId] });
  const [row] = rows;
  if (!row) return { kind: 'reload' };
  const head = { seq: row.seq, epoch: row.epoch };
  // A head that went back is a restored backup's; what a closed meeting had in its log is gone.
  if (head.seq < from.seq || (!row.open && head.epoch !== from.epoch)) return { kind: 'reload' };
  const seal = positions.seal(meetingId, row.content_slot, row.private_slot);
  const participants = head.epoch === from.epoch ? null : await participantsOf(db, seal);
  const common = { kind: 'entries' as const, head, participants, state: stateOf(row) };
  if (head.seq === from.seq) return { ...common, entries: [], claims: [] };
  // Rows up to the head that was read never change; where a snapshot took some of them, they are missed.
  const entries = await entriesOf(db, seal, from.seq, head.seq);
  if (entries.length !== head.seq - from.seq) return { kind: 'reload' };
  const claims = await writersOf(db, seal, from.seq, head.seq);
  const before = positions.at(meetingId, from.seq);
  if (before) {
    const versions = new Map(before.versions);
    for (const { document, version } of entries) versions.set(document, version);
    positions.set(meetingId, { seal, seq: head.seq, versions });
  }
  return { ...common, entries, claims };
}

/** Heads by meeting; one that is gone is missing. */
export async function readHeads(db: Db, meetingIds: readonly Id[]): Promise<ReadonlyMap<Id, Head>> {
  if (meetingIds.length === 0) return new Map();
  const { rows } = await db.query<{ meeting_id: Id; seq: number; epoch: number }>({
    name: 'heads',
    text: 'select meeting_id, seq, epoch from meeting_heads where meeting_id = any($1::uuid[])',
    values: [meetingIds],
  });
  return new Map(rows.map(({ meeting_id: id, seq, epoch }) => [id, { seq, epoch }]));
}

interface LogRow {
  seq: number;
  version: number;
  payload: Buffer;
  document_tag: Buffer;
  document: Buffer;
}

async function entriesOf(db: Db, seal: MeetingSeal, after: number, until: number): Promise<Entry[]> {
  const { rows } = await db.query<LogRow>({
    name: 'log-after',
    text: `select l.seq, l.version, l.payload, l.document_tag, d.document
      from meeting_log l
      join meeting_documents d on d.meeting_id = l.meeting_id and d.document_tag = l.document_tag
      where l.meeting_id = $1 and l.seq > $2 and l.seq <= $3 order by l.seq`,
    values: [seal.meetingId, after, until],
  });
  return rows.map(({ seq, version, payload, document_tag: tag, document: name }) => {
    const document = seal.documentOf(tag, name);
    return { seq, version, document, update: seal.openUpdate(document, version, payload) };
  });
}

interface DocumentRow {
  document_tag: Buffer;
  document: Buffer;
  version: number;
  snapshot: Buffer | null;
  snapshot_version: number;
}

async function documentsOf(db: Db, seal: MeetingSeal): Promise<DocumentSnapshot[]> {
  const { rows } = await db.query<DocumentRow>(
    'select document_tag, document, version, snapshot, snapshot_version from meeting_documents where meeting_id = $1',
    [seal.meetingId],
  );
  const entries = Map.groupBy(
    await entriesOf(db, seal, 0, Number.MAX_SAFE_INTEGER),
    ({ document }) => document,
  );
  return rows.map((row) => {
    const document = seal.documentOf(row.document_tag, row.document);
    const later = (entries.get(document) ?? []).map(({ update }) => update);
    const snapshot = row.snapshot ? [seal.openSnapshot(document, row.snapshot_version, row.snapshot)] : [];
    if (row.snapshot_version + later.length !== row.version) {
      throw new Error(`the log of meeting ${seal.meetingId} has a gap before version ${String(row.version)}`);
    }
    return { document, version: row.version, updates: [...snapshot, ...later] };
  });
}

/** `board` and `table` of a closed meeting. */
export async function frozenOf(db: Db, seal: MeetingSeal): Promise<DocumentSnapshot[]> {
  const { rows } = await db.query<{ document: string; version: number; snapshot: Buffer }>(
    'select document, version, snapshot from frozen_documents where meeting_id = $1',
    [seal.meetingId],
  );
  return rows.map(({ document, version, snapshot }) => {
    if (!isDocumentName(document)) throw new Error(`no document is called ${document}`);
    return { document, version, updates: [seal.openSnapshot(document, version, snapshot)] };
  });
}

interface ParticipantRow {
  id: Id;
  name: Buffer;
  role: ParticipantRole;
  manages: boolean;
  removed: boolean;
}

/** Everybody who was ever in, with the rights they have now: a member's come from the team and the organisation. */
export async function participantsOf(db: Db, seal: MeetingSeal): Promise<Participant[]> {
  const { rows } = await db.query<ParticipantRow>({
    name: 'participants',
    text: `select p.id, p.name,
        case when p.role = 'guest' then 'guest' when t.observer then 'observer' else 'member' end as role,
        coalesce(o.role in ('manager', 'administrator'), false) as manages,
        p.removed_at is not null or (p.role <> 'guest' and (t.account_id is null or o.account_id is null)) as removed
      from participants p
      join meetings m on m.id = p.meeting_id
      left join team_members t on t.team_id = m.team_id and t.account_id = p.account_id
      left join memberships o on o.organisation_id = m.organisation_id and o.account_id = p.account_id
      where p.meeting_id = $1 order by p.id`,
    values: [seal.meetingId],
  });
  const { content } = seal;
  return rows.map(({ id, name, role, manages, removed }) => ({
    memberId: id,
    name: openText(content, seal.context(`participant/${id}`), name),
    role,
    manages,
    removed,
  }));
}

async function writersOf(db: Db, seal: MeetingSeal, after: number, until: number): Promise<WriterClaim[]> {
  const { rows } = await db.query<{
    document_tag: Buffer;
    document: Buffer;
    client_id: number;
    member_tag: Buffer;
  }>({
    name: 'writers-after',
    text: `select w.document_tag, d.document, w.client_id, w.member_tag
      from meeting_writers w
      join meeting_documents d on d.meeting_id = w.meeting_id and d.document_tag = w.document_tag
      where w.meeting_id = $1 and w.seq > $2 and w.seq <= $3`,
    values: [seal.meetingId, after, until],
  });
  if (rows.length === 0) return [];
  const members = await db.query<{ id: Id }>({
    name: 'participant-ids',
    text: 'select id from participants where meeting_id = $1',
    values: [seal.meetingId],
  });
  const byTag = new Map(members.rows.map(({ id }) => [seal.member(id).toString('base64'), id]));
  return rows.map((row) => {
    const memberId = byTag.get(row.member_tag.toString('base64'));
    if (memberId === undefined) throw new Error(`a writer of meeting ${seal.meetingId} is nobody in it`);
    return { document: seal.documentOf(row.document_tag, row.document), clientId: row.client_id, memberId };
  });
}
