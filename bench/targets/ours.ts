/** Our own server as a target, over either of its transports. Rooms are real meetings: written, revealed, grouped. */
import * as Y from 'yjs';
import { notesOf } from '#shared/protocol/index.ts';
import { talkRoot, textRoot } from '#shared/meeting/retro/model.ts';
import { plainCodec } from '../client/codec.ts';
import type { LinkEvents } from '../client/link.ts';
import { command, connectSocket, joinMeeting, openSocketIo } from '../client/socket-io.ts';
import { openAll, openWebSocket, type Address } from '../client/websocket.ts';
import type { OurServer } from './our-server.ts';
import { noteText, population, type Room, type Target } from './target.ts';

export type Transport = 'yjs' | 'socket.io';

const shared = ['board', 'table'] as const;
const edited = 'table';
const atOnce = 10;
const columns = ['start', 'stop', 'continue'];

function address(server: OurServer, person: number, meetingId: string, document: string): Address {
  return {
    url: `${server.origin.replace('http', 'ws')}/yjs/${meetingId}/${document}`,
    document,
    codec: plainCodec,
    headers: { authorization: `Bearer ${server.token(person)}` },
  };
}

/** The notes `first` to `last` of one person, as one update of that person's own document. */
function notesUpdate(first: number, last: number): Uint8Array {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (let number = first; number < last; number++) {
      const id = crypto.randomUUID();
      doc.getMap('cards').set(id, { column: columns[number % columns.length], at: number });
      doc.getText(textRoot(id)).insert(0, noteText(number));
    }
  });
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}

async function writeNotes(
  server: OurServer,
  meetingId: string,
  person: number,
  first: number,
  last: number,
): Promise<void> {
  const socket = await connectSocket(server.origin, server.token(person));
  try {
    const { memberId } = await joinMeeting(socket, meetingId, []);
    const document = notesOf(memberId);
    const update = notesUpdate(first, last);
    const answer = await new Promise<{ ok: boolean }>((resolve) =>
      socket.emit('update', { meetingId, document, update }, resolve),
    );
    if (!answer.ok) throw new Error(`notes were refused: ${JSON.stringify(answer)}`);
  } finally {
    socket.disconnect();
  }
}

/** Opens the meeting, lets everybody write, reveals. Resolves with the ids of the published cards. */
export async function fillMeeting(server: OurServer, meetingId: string, notes: number): Promise<string[]> {
  const facilitator = await connectSocket(server.origin, server.token(0));
  try {
    await joinMeeting(facilitator, meetingId, []);
    await command(facilitator, meetingId, 'step.move', { from: 'lobby', to: 'write' });
    const writers = Math.min(population, Math.ceil(notes / atOnce));
    const each = Math.ceil(notes / writers);
    for (let group = 0; group < writers; group += atOnce) {
      const persons = Array.from({ length: Math.min(atOnce, writers - group) }, (_, index) => group + index);
      await Promise.all(
        persons.map((person) =>
          writeNotes(server, meetingId, person, person * each, Math.min(notes, (person + 1) * each)),
        ),
      );
    }
    await command(facilitator, meetingId, 'step.move', { from: 'write', to: 'group' });
  } finally {
    facilitator.disconnect();
  }
  const link = await openWebSocket(address(server, 0, meetingId, 'board'));
  link.close();
  return publishedCards(link.states);
}

function publishedCards(states: readonly Uint8Array[]): string[] {
  const doc = new Y.Doc();
  for (const state of states) Y.applyUpdate(doc, state);
  const ids = [...doc.getMap('cards').keys()];
  doc.destroy();
  return ids;
}

/** One transport of our server. Both share the process, so `start` and `stop` of the second do nothing. */
export function createOurs(server: OurServer, transport: Transport): Target {
  const joinOver = (
    meetingId: string,
    person: number,
    documents: readonly string[],
    events: LinkEvents = {},
  ) =>
    transport === 'yjs'
      ? openAll(
          documents.map((document) => address(server, person, meetingId, document)),
          edited,
          events,
        )
      : openSocketIo(
          { origin: server.origin, token: server.token(person), meetingId, documents, edited },
          events,
        );

  return {
    name: transport === 'yjs' ? 'ours' : 'ours-socket.io',
    get server() {
      return server.process;
    },
    durable: true,
    remembers: true,
    start: () => server.start(),
    restart: () => server.process.start(),
    stop: () => server.stop(),
    helpersCpuSeconds: () => server.databaseCpuSeconds(),
    room: async (notes): Promise<Room> => {
      const meetingId = await server.createMeeting();
      const cards = await fillMeeting(server, meetingId, notes);
      if (cards.length !== notes) throw new Error(`${cards.length} of ${notes} notes were published`);
      return {
        texts: cards.map(talkRoot),
        edit: (person, events) => joinOver(meetingId, person, [edited], events),
        read: (person) => joinOver(meetingId, person, ['board']),
        enter: (person) => joinOver(meetingId, person, shared),
        release: () => undefined,
      };
    },
  };
}
