import type pg from 'pg';
import type { DocumentName, Id } from '#shared/protocol/index.ts';
import type { Head } from '../../rooms/ports.ts';
import { shortTransaction } from '../transaction.ts';
import type { Positions } from './positions.ts';

/** Puts one snapshot per document in the place of its log rows, if the meeting still stands where they were made. */
export async function writeSnapshots(
  pool: pg.Pool,
  positions: Positions,
  meetingId: Id,
  head: Head,
  documents: readonly { document: DocumentName; update: Uint8Array }[],
): Promise<boolean> {
  return shortTransaction(pool, async (db) => {
    const { rowCount } = await db.query(
      'select 1 from meeting_heads where meeting_id = $1 and seq = $2 and open for update',
      [meetingId, head.seq],
    );
    if (rowCount !== 1) return false;
    const position = positions.at(meetingId, head.seq) ?? (await positions.read(db, meetingId));
    if (!position) return false;
    for (const { document, update } of documents) {
      const version = position.versions.get(document);
      if (version === undefined) continue;
      const tag = position.seal.tag(document);
      await db.query(
        'update meeting_documents set snapshot = $3, snapshot_version = $4 where meeting_id = $1 and document_tag = $2',
        [meetingId, tag, position.seal.sealSnapshot(document, version, update), version],
      );
      await db.query('delete from meeting_log where meeting_id = $1 and document_tag = $2 and seq <= $3', [
        meetingId,
        tag,
        head.seq,
      ]);
    }
    return true;
  });
}
