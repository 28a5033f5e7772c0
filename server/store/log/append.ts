import type pg from 'pg';
import type { Id } from '#shared/protocol/index.ts';
import type { Append, AppendOutcome } from '../../rooms/ports.ts';
import { KeyGone } from '../keys/index.ts';
import { isRefusedByPostgres } from '../transaction.ts';
import type { Positions } from './positions.ts';
import { appendStatement, appendValues, sealAppend, type SealedAppend } from './rows.ts';

const grouped = { name: 'append', text: appendStatement('skip locked') };
const waiting = { name: 'append-waiting', text: appendStatement('') };
const lockNotAvailable = '55P03';

/** Saving connections that may wait for a head at once: the rest stay free for the group. */
const mostWaiting = 2;

type Work = { readonly append: Append; readonly sealed: SealedAppend };

/** The hot path: group commit. Never throws. */
export class Appender {
  readonly #pool: pg.Pool;
  readonly #positions: Positions;
  /** Meetings whose head was held the last time. */
  readonly #skipped = new Set<Id>();
  #waiting = 0;

  constructor(pool: pg.Pool, positions: Positions) {
    this.#pool = pool;
    this.#positions = positions;
  }

  async append(appends: readonly Append[]): Promise<AppendOutcome[]> {
    const outcomes = new Map<Append, AppendOutcome>();
    const work: Work[] = [];
    await Promise.all(
      appends.map(async (append) => {
        const ready = await this.#prepare(append);
        if ('kind' in ready) outcomes.set(append, ready);
        else work.push(ready);
      }),
    );
    const [only] = work;
    if (
      only &&
      work.length === 1 &&
      this.#skipped.has(only.append.meetingId) &&
      this.#waiting < mostWaiting
    ) {
      outcomes.set(only.append, await this.#wait(only));
    } else if (work.length > 0) {
      for (const [append, outcome] of await this.#group(work)) outcomes.set(append, outcome);
    }
    return appends.map(
      (append) => outcomes.get(append) ?? { kind: 'failed', error: new Error('no outcome') },
    );
  }

  async #prepare(append: Append): Promise<Work | AppendOutcome> {
    try {
      const { meetingId, at } = append;
      const position =
        this.#positions.at(meetingId, at.seq) ?? (await this.#positions.read(this.#pool, meetingId));
      if (position?.seq !== at.seq || position.seal.slots.privateSlot === null) return { kind: 'behind' };
      return { append, sealed: sealAppend(position, at, append.entries, append.claims) };
    } catch (error) {
      // The meeting was closed or deleted elsewhere, and its keys went.
      if (error instanceof KeyGone) return { kind: 'behind' };
      return { kind: 'failed', error };
    }
  }

  async #group(work: readonly Work[]): Promise<[Append, AppendOutcome][]> {
    try {
      const values = appendValues(work.map(({ sealed }) => sealed));
      const { rows } = await this.#pool.query<{ meeting_id: Id }>({ ...grouped, values });
      const committed = new Set(rows.map((row) => row.meeting_id));
      const missing = work.filter(({ append }) => !committed.has(append.meetingId));
      const why = missing.length > 0 ? await this.#whyNot(missing) : new Map<Append, AppendOutcome>();
      return work.map((one) => [one.append, why.get(one.append) ?? this.#commit(one)]);
    } catch (error) {
      // Refused as a whole, so nothing is written: each alone, and who caused it is the only one it concerns. The seq
      // is named, so even what was written after all can't be written twice.
      if (!isRefusedByPostgres(error) || work.length === 1) {
        return work.map(({ append }) => [append, this.#fail(append, error)]);
      }
      const alone: [Append, AppendOutcome][] = [];
      for (const one of work) alone.push(...(await this.#group([one])));
      return alone;
    }
  }

  /** Waits for the head's holder; only this meeting's own saving is held up meanwhile. */
  async #wait(one: Work): Promise<AppendOutcome> {
    this.#waiting += 1;
    const client = await this.#pool
      .connect()
      .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
    if (client instanceof Error) {
      this.#waiting -= 1;
      return this.#fail(one.append, client);
    }
    let broken: Error | undefined;
    const onError = (error: Error) => {
      broken = error;
    };
    client.on('error', onError);
    try {
      await client.query(`set lock_timeout = '2s'`);
      const { rowCount } = await client.query({ ...waiting, values: appendValues([one.sealed]) });
      await client.query('reset lock_timeout');
      if (rowCount === 1) return this.#commit(one);
      return (await this.#whyNot([one])).get(one.append) ?? { kind: 'busy' };
    } catch (error) {
      broken ??= error instanceof Error ? error : new Error(String(error));
      if (isRefusedByPostgres(error) && error.code === lockNotAvailable) return { kind: 'busy' };
      return this.#fail(one.append, error);
    } finally {
      this.#waiting -= 1;
      client.removeListener('error', onError);
      client.release(broken);
    }
  }

  /** A meeting that was not written is behind, or somebody held its head. */
  async #whyNot(missing: readonly Work[]): Promise<Map<Append, AppendOutcome>> {
    const { rows } = await this.#pool.query<{ meeting_id: Id; seq: number; epoch: number; open: boolean }>({
      name: 'append-why-not',
      text: 'select meeting_id, seq, epoch, open from meeting_heads where meeting_id = any($1::uuid[])',
      values: [missing.map(({ append }) => append.meetingId)],
    });
    const heads = new Map(rows.map((row) => [row.meeting_id, row]));
    return new Map(
      missing.map(({ append }) => {
        const head = heads.get(append.meetingId);
        const same = head?.seq === append.at.seq && head.epoch === append.at.epoch && head.open;
        if (same) this.#skipped.add(append.meetingId);
        else this.#skipped.delete(append.meetingId);
        return [append, { kind: same ? 'busy' : 'behind' }];
      }),
    );
  }

  #commit({ append, sealed }: Work): AppendOutcome {
    this.#skipped.delete(append.meetingId);
    this.#positions.set(append.meetingId, sealed.after);
    const entries = sealed.entries.map(({ document, update, seq, version }) => ({
      document,
      update,
      seq,
      version,
    }));
    return { kind: 'committed', entries, head: { seq: sealed.after.seq, epoch: append.at.epoch } };
  }

  #fail(append: Append, error: unknown): AppendOutcome {
    this.#skipped.delete(append.meetingId);
    this.#positions.forget(append.meetingId);
    return { kind: 'failed', error };
  }
}
