/**
 * Sends what waits in the outbox, on any node. A mail is taken, sent, and only then forgotten: whoever dies in between
 * leaves it to be sent again, under the same Message-ID, by which mail servers know the second one.
 */
import type { MeetingKind } from '#shared/meeting/index.ts';
import type { DueMail, Letter } from './letter.ts';
import { problemOf, Undeliverable, type Mailer } from './email.ts';
import { mailOf } from './mails/index.ts';

/** The rows and what they are about: `server/store/outbox` has both. */
export interface OutboxParts {
  readonly rows: {
    take(most: number): Promise<DueMail[]>;
    done(id: string): Promise<void>;
    postpone(id: string, seconds: number, problem: string): Promise<void>;
    bury(id: string, problem: string): Promise<void>;
    clear(): Promise<void>;
  };
  readonly letters: { letter(mail: DueMail): Promise<Letter | null> };
  readonly mailer: Mailer;
  readonly kinds: Readonly<Record<string, Pick<MeetingKind, 'outcomeOf'>>>;
  /** As in a browser's address bar. */
  readonly origin: string;
  readonly report: (what: string, error: unknown) => void;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly everyMs?: number;
}

/** So many are on their way at once: one slow receiver does not stop the others. */
const lanes = 8;
/** With the waits below: about half a day of trying. */
const mostAttempts = 14;
const firstWait = 10;
const longestWait = 3_600;
const stopMs = 5_000;

export class Outbox {
  readonly #parts: OutboxParts;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #stopped = true;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#stopped = false;
    this.#next(0);
  }

  /** Waits a little for what is on its way; what is not done by then is another node's when its lease is over. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => (timer = setTimeout(resolve, stopMs)));
    await Promise.race([this.#round, enough]);
    clearTimeout(timer);
  }

  #next(waitMs: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      const { report, everyMs = 1_000 } = this.#parts;
      let more = false;
      this.#round = this.sendDue()
        .then((sent) => void (more = sent === lanes))
        .catch((error: unknown) => report('the outbox could not be read', error))
        .finally(() => this.#next(more ? 0 : everyMs));
    }, waitMs);
  }

  /** Sends what is due, as much as is sent at once. Returns how much that was. */
  async sendDue(): Promise<number> {
    const { rows } = this.#parts;
    const due = await rows.take(lanes);
    await Promise.all(due.map((mail) => this.#send(mail)));
    if (due.length === 0) await rows.clear();
    return due.length;
  }

  async #send(due: DueMail): Promise<void> {
    const { rows, letters, mailer, kinds, origin, report, random } = this.#parts;
    try {
      const letter = await letters.letter(due);
      const mail = letter && mailOf(due.mail, letter, { kinds, origin });
      if (mail) await mailer.send({ ...mail, messageId: `<${due.id}@${new URL(origin).hostname}>` });
      await rows.done(due.id);
    } catch (error) {
      const problem = problemOf(error);
      report('a mail was not sent', error);
      if (error instanceof Undeliverable || due.attempts >= mostAttempts) await rows.bury(due.id, problem);
      else await rows.postpone(due.id, waitAfter(due.attempts, random()), problem);
    }
  }
}

/** Seconds until the next try: twice as long each time, and never all at the same moment. */
function waitAfter(attempts: number, random: number): number {
  return Math.min(firstWait * 2 ** (attempts - 1), longestWait) * (0.5 + random / 2);
}
