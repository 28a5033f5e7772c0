import { z } from 'zod';
import { isPassing, Refusal, type Id } from '#shared/protocol/index.ts';
import { KeyGone, type KeyStore } from './keys/index.ts';
import { MeetingSeal } from './log/seal.ts';
import type { DueRepeat } from './meetings/repeats.ts';
import type { Pools } from './pool.ts';
import { openJson } from './sealed.ts';

/** A command of the actor *system*. Its id is the job's, so that doing it again is answered by the first time. */
export interface DueCommand {
  readonly id: Id;
  readonly meetingId: Id;
  readonly name: string;
  readonly payload: unknown;
}

export interface JobsSettings {
  readonly pools: Pools;
  readonly keys: KeyStore;
  readonly runCommand: (command: DueCommand) => Promise<unknown>;
  readonly startRepeat: (due: DueRepeat) => Promise<unknown>;
  readonly onError: (error: unknown) => void;
  readonly everyMs?: number;
}

const payloadSchema = z.object({ name: z.string(), payload: z.unknown() });

/** Nobody else takes a job within this time, which is far longer than one may last. */
const lease = '5 minutes';

interface JobRow {
  id: Id;
  kind: 'command' | 'destroy-key' | 'start-repeat';
  subject: string;
  meeting_id: Id | null;
  payload: Buffer | null;
  attempts: number;
  content_slot: number | null;
  private_slot: number | null;
}

/** Timed work, on any node: each takes what is due and what nobody else has. */
export class Jobs {
  readonly #settings: JobsSettings;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #stopped = true;

  constructor(settings: JobsSettings) {
    this.#settings = settings;
  }

  start(): void {
    this.#stopped = false;
    this.#next();
  }

  /** Resolves when what is under way is done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  #next(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#round = this.takeDue()
        .then(() => undefined, this.#settings.onError)
        .finally(() => {
          this.#next();
        });
    }, this.#settings.everyMs ?? 500);
  }

  /** Does everything that is due, one after the other. Returns how many. */
  async takeDue(): Promise<number> {
    await this.#settings.pools.general.query('delete from left_over where expires_at < now()');
    let done = 0;
    for (let job = await this.#take(); job; job = await this.#take()) {
      await this.#do(job);
      done += 1;
    }
    return done;
  }

  async #take(): Promise<JobRow | undefined> {
    const { rows } = await this.#settings.pools.general.query<JobRow>({
      name: 'take-job',
      text: `with taken as (
          update jobs set attempts = attempts + 1, run_at = now() + interval '${lease}'
          where id = (select id from jobs where run_at <= now() order by run_at limit 1 for update skip locked)
          returning *
        ) select j.*, m.content_slot, m.private_slot from taken j left join meetings m on m.id = j.meeting_id`,
    });
    return rows[0];
  }

  async #do(job: JobRow): Promise<void> {
    const { pools, onError } = this.#settings;
    try {
      if (job.kind === 'destroy-key') await this.#settings.keys.destroy(Number(job.subject));
      else if (job.kind === 'start-repeat')
        await this.#settings.startRepeat({ id: job.id, repeatId: job.subject });
      else await this.#command(job);
      await pools.general.query('delete from jobs where id = $1', [job.id]);
    } catch (error) {
      onError(error);
      if (isHopeless(job.kind, error)) {
        await pools.general.query('delete from jobs where id = $1', [job.id]);
        return;
      }
      const seconds = Math.min(2 ** job.attempts, 300);
      await pools.general.query('update jobs set run_at = now() + make_interval(secs => $2) where id = $1', [
        job.id,
        seconds,
      ]);
    }
  }

  async #command({
    id,
    meeting_id: meetingId,
    payload,
    content_slot: contentSlot,
    private_slot: privateSlot,
  }: JobRow) {
    // A meeting that closed meanwhile has taken its jobs with it.
    if (meetingId === null || payload === null || contentSlot === null || privateSlot === null) return;
    const seal = new MeetingSeal(this.#settings.keys, { meetingId, contentSlot, privateSlot });
    const command = openJson(seal.private, seal.context('job'), payload, payloadSchema);
    await this.#settings.runCommand({ id, meetingId, name: command.name, payload: command.payload });
  }
}

/** What nothing can change any more. A repeat is tried again, because it alone queues its next time. */
function isHopeless(kind: JobRow['kind'], error: unknown): boolean {
  if (error instanceof KeyGone) return true;
  if (!(error instanceof Refusal)) return false;
  return kind === 'start-repeat' ? error.code === 'meeting-closed' : !isPassing(error.code);
}
