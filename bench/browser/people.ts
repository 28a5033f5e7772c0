/** People who are active on a board, over real sockets: each does something about once a second. */
import * as Y from 'yjs';
import { group, reorder, rootOf, ungroup, type Move, type Place } from '#shared/meeting/place.ts';
import { titleRoot } from '#shared/meeting/retro/model.ts';
import { connectSocket, joinMeeting } from '../client/socket-io.ts';
import { seeded } from '../random.ts';
import type { OurServer } from '../targets/our-server.ts';
import type { FullBoard } from './board.ts';

const meanPauseMs = 1_000;
const atOnce = 10;

type Socket = Awaited<ReturnType<typeof connectSocket>>;

class ActivePerson {
  readonly #socket: Socket;
  readonly #board: FullBoard;
  readonly #random: () => number;
  readonly #table = new Y.Doc();
  #timer: NodeJS.Timeout | undefined;
  done = 0;

  constructor(socket: Socket, board: FullBoard, table: Uint8Array, random: () => number) {
    this.#socket = socket;
    this.#board = board;
    this.#random = random;
    Y.applyUpdate(this.#table, table, 'server');
    socket.on('update', (frame) => {
      if (frame.d === 'table') Y.applyUpdate(this.#table, new Uint8Array(frame.u), 'server');
    });
    this.#table.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === 'server') return;
      const { meetingId } = board;
      socket.emit('update', { meetingId, document: 'table', update }, () => (this.done += 1));
    });
  }

  start(): void {
    const pause = meanPauseMs * (0.5 + this.#random());
    this.#timer = setTimeout(() => {
      this.#act();
      this.start();
    }, pause);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#socket.disconnect();
  }

  #act(): void {
    const chance = this.#random();
    const card = this.#card();
    if (chance < 0.35) this.#type(card);
    else if (chance < 0.85) this.#move(card);
    this.#socket.emit('presence', {
      meetingId: this.#board.meetingId,
      at: card,
      typing: chance < 0.35,
      cursor: null,
    });
  }

  /** Types a few letters into the title of a group. */
  #type(card: string): void {
    const title = this.#table.getText(titleRoot(rootOf(card, this.#places())));
    if (title.length > 60) title.delete(0, title.length);
    title.insert(title.length, `w${Math.floor(this.#random() * 100)} `);
  }

  #move(card: string): void {
    const places = this.#places();
    const cards = this.#board.cards.map((id, at) => ({ id, at, removed: false }));
    const at = this.#random() * cards.length;
    // A card in a group leaves it, so that groups stay as small as a team would make them.
    const isAlone = rootOf(card, places) === card && !cards.some(({ id }) => places.get(id)?.under === card);
    const move: Move = !isAlone
      ? ungroup(card, at, cards, places)
      : this.#random() < 0.4
        ? group(card, this.#card(), cards, places)
        : reorder(card, at, places);
    this.#table.transact(() => {
      for (const write of move.writes) this.#table.getMap('place').set(write.card, write.place);
    });
  }

  #places(): Map<string, Place> {
    return new Map(this.#table.getMap<Place>('place').entries());
  }

  #card(): string {
    return this.#board.cards[Math.floor(this.#random() * this.#board.cards.length)] ?? '';
  }
}

/** So many people come in and begin. */
export async function beActive(server: OurServer, board: FullBoard, people: number) {
  const random = seeded(7);
  const all: ActivePerson[] = [];
  const join = async (number: number) => {
    const socket = await connectSocket(server.origin, server.token(number));
    const { documents } = await joinMeeting(socket, board.meetingId, ['table']);
    const table = documents.find(({ document }) => document === 'table');
    if (!table) throw new Error('no table');
    return new ActivePerson(socket, board, new Uint8Array(table.update), random);
  };
  for (let first = 0; first < people; first += atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, people - first) }, (_, index) => first + index);
    all.push(...(await Promise.all(numbers.map(join))));
  }
  for (const person of all) person.start();
  return {
    /** How much was done and saved so far. */
    done: () => all.reduce((sum, person) => sum + person.done, 0),
    stop: () => all.forEach((person) => person.stop()),
  };
}
