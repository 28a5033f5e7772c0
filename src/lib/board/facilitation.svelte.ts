/** Leading the meeting: who does, the steps, the timer, the lock, what was set up, who and what is taken out. */
import type { Person } from '#shared/meeting/kind.ts';
import type { HistoryLine } from '#shared/meeting/parts/facilitation.ts';
import { meetingValue, type Step } from '#shared/meeting/retro/model.ts';
import type { MailTo } from '#shared/meeting/parts/close.ts';
import type { ErrorCode, Id } from '#shared/protocol/index.ts';
import type { BoardCommands } from './commands.svelte.ts';
import type { LiveMeeting } from './live.ts';
import type { MeetingChange } from './meeting-change.ts';
import { historyOf, type ToldLine } from './people.ts';

export type TimerAction =
  { action: 'start' | 'extend'; seconds: number } | { action: 'pause' | 'resume' | 'stop' };

export class Facilitation {
  readonly #live: LiveMeeting;
  readonly #commands: BoardCommands;
  readonly #people: () => ReadonlyMap<Id, Person>;

  constructor(live: LiveMeeting, commands: BoardCommands, people: () => ReadonlyMap<Id, Person>) {
    this.#live = live;
    this.#commands = commands;
    this.#people = people;
  }

  get facilitator(): Person | null {
    return this.#people().get(meetingValue(this.#live.board, 'facilitator') ?? '') ?? null;
  }
  /** True when I lead. */
  get mine(): boolean {
    return this.facilitator !== null && this.facilitator.id === this.#live.connection.memberId;
  }
  get mayClaim(): boolean {
    return this.#live.connection.role === 'member' && !this.mine;
  }
  /** While true nobody but the facilitator changes anything. */
  get locked(): boolean {
    return meetingValue(this.#live.board, 'locked') ?? false;
  }
  /** Who took over, locked and unlocked, the newest first. */
  get history(): readonly ToldLine[] {
    const lines = this.#live.board.entries('history') as Iterable<[Id, HistoryLine]>;
    return historyOf(lines, this.#people());
  }

  claim(): void {
    this.#commands.send('facilitation.claim', {});
  }
  hand(to: Id): void {
    this.#commands.send('facilitation.hand', { to });
  }
  lock(locked: boolean): void {
    this.#commands.send('meeting.lock', { locked });
  }
  /** Changes what was set up; answers whether it was taken. */
  change(changed: MeetingChange): Promise<boolean> {
    return this.#commands.sent('meeting.change', changed);
  }
  setTimer(payload: TimerAction): void {
    this.#commands.send('timer.set', payload);
  }
  /** Moves the meeting; answers a code when it didn't, `few-authors` when it wants to be confirmed. */
  move(from: Step, to: Step, confirmed = false): Promise<ErrorCode | null> {
    const payload = { from, to, ...(confirmed ? { fewAuthorsConfirmed: true } : {}) };
    return this.#commands.ask('step.move', payload, ['few-authors', 'already-moved']);
  }
  closeMeeting(mailTo: MailTo): Promise<ErrorCode | null> {
    return this.#commands.ask('meeting.close', { mailTo });
  }
  removePerson(memberId: Id): void {
    this.#commands.send('participant.remove', { memberId });
  }
  removeCard(card: Id): void {
    this.#commands.send('card.remove', { card });
  }
}
