/** What is known around the documents, each thing by itself: who comes and goes concerns nobody who reads votes. */
import type { ErrorCode, Id } from '#shared/protocol/index.ts';
import type { BoardConnection } from './connection.ts';

type Known = Omit<BoardConnection, 'board' | 'table' | 'notes' | 'serverNow' | 'command' | 'say' | 'on'>;

export class LiveConnection implements Omit<Known, 'dismissOffered' | 'close'> {
  readonly #connection: BoardConnection;
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
  }

  #read(): void {
    const { memberId, role, presence, counts, ballots, state, ended, offered } = this.#connection;
    this.memberId = memberId;
    this.role = role;
    this.presence = presence;
    this.counts = counts;
    this.ballots = ballots;
    this.state = state;
    this.ended = ended;
    this.offered = offered;
  }
}
