/** Commands on their way: what they answered, and what was refused last. */
import type { ErrorCode } from '#shared/protocol/index.ts';
import type { BoardConnection } from './connection.ts';

export class BoardCommands {
  readonly #connection: BoardConnection;
  readonly #answered: () => void;
  /** The last thing that was refused, until the next success or until it is put away. */
  refused = $state<ErrorCode | null>(null);

  /** `answered` is called before an answer is used: what it tells of is on the screen by then. */
  constructor(connection: BoardConnection, answered: () => void) {
    this.#connection = connection;
    this.#answered = answered;
  }

  /** `expected` codes are answered and not shown: the caller deals with them. */
  async ask(name: string, payload: unknown, expected: readonly ErrorCode[] = []): Promise<ErrorCode | null> {
    const answer = await this.#connection.command(name, payload);
    this.#answered();
    if (answer.ok) this.refused = null;
    else if (!expected.includes(answer.error)) this.refused = answer.error;
    return answer.ok ? null : answer.error;
  }

  /** True when it was taken. */
  async sent(name: string, payload: unknown): Promise<boolean> {
    return (await this.ask(name, payload)) === null;
  }

  /** Sends without waiting for the answer. */
  send(name: string, payload: unknown): void {
    void this.ask(name, payload);
  }
}
