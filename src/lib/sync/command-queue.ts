import { isPassing, type Answer, type Id } from '#shared/protocol/index.ts';
import { Backoff } from './backoff.ts';
import type { Host } from './replica.ts';
import type { OfferedText, QueuedCommand } from './storage.ts';

type CommandAnswer = Answer<{ result: unknown }>;

interface Entry {
  readonly command: QueuedCommand;
  readonly answered: ((answer: CommandAnswer) => void) | null;
  /** It outlived a connection or a page: whoever gave it may have gone on, so its words are offered if it fails. */
  hasWaited: boolean;
}

/** Keys of a payload that hold what a person typed. */
const wordKeys = ['text', 'title', 'goal', 'name'];

/**
 * Commands in the order they were given: one at a time, kept over a reload, sent again under the same id until
 * there is an answer. The server gives a repeated id its first answer.
 */
export class CommandQueue {
  readonly #host: Host;
  readonly #backoff = new Backoff();
  #entries: Entry[] = [];
  #isJoined = false;
  /** Which command is tried next: those before it wait for a lock to be taken off, and this one may be allowed all the same. */
  #turn = 0;
  #inFlight: Entry | null = null;
  #attempt = 0;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #written: Promise<void> = Promise.resolve();

  constructor(host: Host) {
    this.#host = host;
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** Takes commands that an earlier page left: they come first. */
  adopt(commands: readonly QueuedCommand[]): void {
    const known = new Set(this.#entries.map(({ command }) => command.id));
    const earlier = commands
      .filter(({ id }) => !known.has(id))
      .map((command) => ({ command, answered: null, hasWaited: true }));
    this.#entries = [...earlier, ...this.#entries];
  }

  /** Adds a command. The answer may come much later, when the connection is back. */
  add(name: string, payload: unknown): Promise<CommandAnswer> {
    const { storage, meetingId } = this.#host;
    // As it will travel: a screen's reactive object can be neither stored nor sent.
    const plain: unknown = payload === undefined ? null : JSON.parse(JSON.stringify(payload));
    const command: QueuedCommand = { id: this.#host.randomId(), name, payload: plain };
    this.#write(() => storage.enqueue(meetingId, command));
    return new Promise((answered) => {
      this.#entries.push({ command, answered, hasWaited: !this.#isJoined });
      this.#host.changed();
    });
  }

  /** Sends the next command when nothing is on its way. `isReady`: what was typed before it is on its way too. */
  pump(isReady: boolean): void {
    this.#isJoined = true;
    const next = this.#entries[this.#turn];
    if (!isReady || !next || this.#inFlight || this.#pause !== undefined) return;
    this.#inFlight = next;
    void this.#send(next);
  }

  /** The connection is lost. */
  apart(): void {
    this.#isJoined = false;
    this.#inFlight = null;
    this.#turn = 0;
    for (const entry of this.#entries) entry.hasWaited = true;
    clearTimeout(this.#pause);
    this.#pause = undefined;
  }

  /** Answers everything with a code. The stored commands go, and their words come back, unless they may go later. */
  end(code: CommandAnswer & { ok: false }, isFinal: boolean): OfferedText[] {
    const entries = this.#entries;
    this.#entries = [];
    this.apart();
    for (const { answered } of entries) answered?.(code);
    if (!isFinal) return [];
    for (const { command } of entries) this.#dequeue(command.id);
    return entries.flatMap(({ command }) => this.#wordsOf(command));
  }

  /** Resolves when everything is written to this browser's storage. */
  settled(): Promise<void> {
    return this.#written;
  }

  async #send(entry: Entry): Promise<void> {
    const { meetingId, wire } = this.#host;
    const { id, name, payload } = entry.command;
    const attempt = ++this.#attempt;
    const answer = await wire.command({ meetingId, id, name, payload });
    // It was sent again meanwhile, and answered: the server did it once.
    if (!this.#entries.includes(entry)) return;
    const isLatest = attempt === this.#attempt && this.#inFlight === entry;
    if (answer === null) {
      if (isLatest) this.#host.unanswered();
      return;
    }
    if (!answer.ok && isPassing(answer.error)) {
      if (!isLatest) return;
      this.#inFlight = null;
      // Taking over is what ends a lock that nobody is left to end: it must not wait behind what the lock holds up.
      if (answer.error === 'meeting-locked' && this.#turn + 1 < this.#entries.length) {
        this.#turn += 1;
        this.#host.changed();
        return;
      }
      this.#turn = 0;
      this.#pause = setTimeout(() => this.#resume(), this.#backoff.next());
      this.#host.troubled(answer.error);
      return;
    }
    if (this.#inFlight === entry) this.#inFlight = null;
    if (!answer.ok && this.#host.finishedBy(answer.error)) return;
    this.#entries = this.#entries.filter((other) => other !== entry);
    this.#turn = 0;
    this.#backoff.reset();
    this.#dequeue(id);
    entry.answered?.(answer);
    if (!answer.ok && entry.hasWaited) this.#host.offered(this.#wordsOf(entry.command));
    this.#host.eased();
    this.#host.changed();
  }

  #resume(): void {
    this.#pause = undefined;
    this.#host.changed();
  }

  #wordsOf({ name, payload }: QueuedCommand): OfferedText[] {
    if (typeof payload !== 'object' || payload === null) return [];
    return Object.entries(payload).flatMap(([key, value]: [string, unknown]) => {
      if (!wordKeys.includes(key) || typeof value !== 'string' || value.trim() === '') return [];
      return [{ id: this.#host.randomId(), text: value, where: { in: 'command' as const, name } }];
    });
  }

  #dequeue(id: Id): void {
    const { storage, meetingId } = this.#host;
    this.#write(() => storage.dequeue(meetingId, id));
  }

  #write(work: () => Promise<void>): void {
    this.#written = this.#written.then(work).catch((error: unknown) => this.#host.storageFailed(error));
  }
}
