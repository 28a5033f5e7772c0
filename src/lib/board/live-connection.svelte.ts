/** What is known around the documents, each thing by itself: who comes and goes concerns nobody who reads votes. */
import type { ErrorCode, Id } from '#shared/protocol/index.ts';
import type { BoardConnection } from './connection.ts';
import { NextFrame } from './next-frame.ts';

type Known = Omit<BoardConnection, 'board' | 'table' | 'notes' | 'serverNow' | 'command' | 'say' | 'on'>;

export class LiveConnection implements Omit<Known, 'dismissOffered' | 'close'> {
  readonly #connection: BoardConnection;
  readonly #here = new NextFrame(() => (this.presence = this.#connection.presence));
  memberId = $state.raw<Id | null>(null);
  role = $state.raw<BoardConnection['role']>(null);
  presence = $state.raw<BoardConnection['presence']>([]);
  counts = $state.raw<BoardConnection['counts']>({ total: 0, columns: null });
  ballots = $state.raw<BoardConnection['ballots']>({});
  state = $state.raw<BoardConnection['state']>('connecting');
  ended = $state.raw<ErrorCode | null>(null);
  offered = $state.raw<BoardConnection['offered']>([]);

  constructor(connection: BoardConnection) {
    this.#connection = connection;
    this.#read();
    connection.on('change', () => this.#read());
    // Nobody was here before: the first ones are shown at once.
    this.#here.now();
  }

  #read(): void {
    const { memberId, role, presence, counts, ballots, state, ended, offered } = this.#connection;
    this.memberId = memberId;
    this.role = role;
    if (presence !== this.presence) this.#here.ask();
    this.counts = counts;
    this.ballots = ballots;
    this.state = state;
    this.ended = ended;
    this.offered = offered;
  }
}
