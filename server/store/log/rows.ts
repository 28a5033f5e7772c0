import type { DocumentName } from '#shared/protocol/index.ts';
import type { Entry, Head, NewEntry, WriterClaim } from '../../rooms/ports.ts';
import type { Position } from './positions.ts';

/** New entries at a position, sealed: the rows of one meeting in an appending statement. */
export interface SealedAppend {
  readonly at: Head;
  readonly entries: readonly (Entry & { readonly tag: Buffer; readonly payload: Buffer })[];
  readonly documents: readonly { readonly tag: Buffer; readonly name: Buffer; readonly version: number }[];
  readonly claims: readonly { readonly tag: Buffer; readonly clientId: number; readonly member: Buffer }[];
  /** Where the meeting stands once they are committed. */
  readonly after: Position;
}

const noName = Buffer.alloc(0);

/** Numbers and seals entries that follow `position`. */
export function sealAppend(
  position: Position,
  at: Head,
  entries: readonly NewEntry[],
  claims: readonly WriterClaim[],
): SealedAppend {
  const { seal } = position;
  const versions = new Map(position.versions);
  const touched = new Set<DocumentName>();
  const sealed = entries.map(({ document, update }, index) => {
    const version = (versions.get(document) ?? 0) + 1;
    versions.set(document, version);
    touched.add(document);
    const seq = at.seq + index + 1;
    return {
      document,
      update,
      seq,
      version,
      tag: seal.tag(document),
      payload: seal.sealUpdate(document, version, update),
    };
  });
  return {
    at,
    entries: sealed,
    documents: [...touched].map((document) => ({
      tag: seal.tag(document),
      // Only a new document's row takes the name.
      name: position.versions.has(document) ? noName : seal.sealName(document),
      version: versions.get(document) ?? 0,
    })),
    claims: claims.map(({ document, clientId, memberId }) => ({
      tag: seal.tag(document),
      clientId,
      member: seal.member(memberId),
    })),
    after: { seal, seq: at.seq + entries.length, versions },
  };
}

/** The parameters of the appending statement. */
export function appendValues(appends: readonly SealedAppend[]): unknown[] {
  const entries = appends.flatMap(({ after, entries: list }) =>
    list.map((entry) => ({ ...entry, id: after.seal.meetingId })),
  );
  const documents = appends.flatMap(({ after, documents: list }) =>
    list.map((row) => ({ ...row, id: after.seal.meetingId })),
  );
  const claims = appends.flatMap(({ after, claims: list }) =>
    list.map((claim) => ({ ...claim, id: after.seal.meetingId, seq: after.seq })),
  );
  return [
    appends.map(({ after }) => after.seal.meetingId),
    appends.map(({ at }) => at.seq),
    appends.map(({ at }) => at.epoch),
    appends.map(({ after }) => after.seq),
    entries.map(({ id }) => id),
    entries.map(({ seq }) => seq),
    entries.map(({ tag }) => tag),
    entries.map(({ version }) => version),
    entries.map(({ payload }) => payload),
    documents.map(({ id }) => id),
    documents.map(({ tag }) => tag),
    documents.map(({ name }) => name),
    documents.map(({ version }) => version),
    claims.map(({ id }) => id),
    claims.map(({ tag }) => tag),
    claims.map(({ clientId }) => clientId),
    claims.map(({ member }) => member),
    claims.map(({ seq }) => seq),
  ];
}

/**
 * One statement, its own transaction: locks the heads that stand where the appends were judged, and writes for those
 * alone. `lock` is `skip locked` in a group, so that one held head makes nobody else wait.
 */
export const appendStatement = (lock: 'skip locked' | '') => `
  with wanted as (
    select * from unnest($1::uuid[], $2::bigint[], $3::int[], $4::bigint[]) as w (meeting_id, seq, epoch, seq_after)
  ), locked as (
    select h.meeting_id, w.seq_after
    from meeting_heads h join wanted w on w.meeting_id = h.meeting_id
    where h.seq = w.seq and h.epoch = w.epoch and h.open
    for update of h ${lock}
  ), moved as (
    update meeting_heads h set seq = l.seq_after from locked l where h.meeting_id = l.meeting_id
    returning h.meeting_id
  ), documents as (
    insert into meeting_documents (meeting_id, document_tag, document, version)
    select d.* from unnest($10::uuid[], $11::bytea[], $12::bytea[], $13::bigint[]) as d (meeting_id, tag, name, version)
    join locked l on l.meeting_id = d.meeting_id
    on conflict (meeting_id, document_tag) do update set version = excluded.version
  ), logged as (
    insert into meeting_log (meeting_id, seq, document_tag, version, payload)
    select e.* from unnest($5::uuid[], $6::bigint[], $7::bytea[], $8::bigint[], $9::bytea[])
      as e (meeting_id, seq, tag, version, payload)
    join locked l on l.meeting_id = e.meeting_id
  ), claimed as (
    insert into meeting_writers (meeting_id, document_tag, client_id, member_tag, seq)
    select c.* from unnest($14::uuid[], $15::bytea[], $16::bigint[], $17::bytea[], $18::bigint[])
      as c (meeting_id, tag, client_id, member_tag, seq)
    join locked l on l.meeting_id = c.meeting_id
  )
  select meeting_id from moved`;
