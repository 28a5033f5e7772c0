/**
 * A meeting on real Postgres, served by real nodes in this process, and people who speak to them over real sockets.
 * The door knows everybody by a token that is their account's id; signing in has its own tests.
 */
import { io, type Socket } from 'socket.io-client';
import parser from 'socket.io-msgpack-parser';
import * as Y from 'yjs';
import { openSilentAnnouncer } from '#server/store/announcer.ts';
import { ServerNode } from '#server/node.ts';
import type { Announcer, Door, Log } from '#server/rooms/index.ts';
import {
  Refusal,
  type Answer,
  type ClientEvents,
  type DocumentName,
  type Joined,
  type ServerEvents,
} from '#shared/protocol/index.ts';
import { openTestStore, type TestStore } from './store.ts';

type Client = Socket<ServerEvents, ClientEvents>;

export interface RunningNode {
  readonly node: ServerNode;
  readonly url: string;
  stop(): Promise<void>;
}

export interface TestMeeting {
  readonly store: TestStore;
  readonly meetingId: string;
  readonly accounts: readonly string[];
  startNode(options?: {
    announcer?: Announcer;
    log?: (log: Log) => Log;
    door?: (door: Door) => Door;
    port?: number;
  }): Promise<RunningNode>;
  close(): Promise<void>;
}

export interface MeetingOptions {
  /** A retrospective, unless another kind is named; that has the options of `chosen` alone. */
  readonly kind?: 'standup';
  readonly people?: number;
  readonly anonymous?: boolean;
  /** What the set-up chose otherwise. */
  readonly chosen?: object;
  readonly guests?: boolean;
  readonly serverUrl?: string;
}

/** Opens a store, a team of so many people and a retrospective of theirs. The first person facilitates. */
export async function openTestMeeting(options: MeetingOptions = {}): Promise<TestMeeting> {
  const store = await openTestStore(options.serverUrl);
  const accounts: string[] = [];
  for (let index = 0; index < (options.people ?? 3); index += 1)
    accounts.push(await store.account(`Person${index}`));
  const team = await store.team(accounts);
  const [first = ''] = accounts;
  const meetingId = await store.meetings.drafts.create({
    teamId: team.teamId,
    kind: options.kind ?? 'retro',
    setup: {
      title: 'Sprint',
      goal: '',
      template: null,
      options: {
        ...(options.kind ? {} : { anonymous: options.anonymous ?? false, guests: options.guests ?? false }),
        ...options.chosen,
      },
      invited: [first],
    },
    accountId: first,
  });
  const nodes: RunningNode[] = [];

  const startNode: TestMeeting['startNode'] = async ({
    announcer = openSilentAnnouncer(),
    log = (plain: Log) => plain,
    door = (plain: Door) => plain,
    port = 0,
  } = {}) => {
    const own = await store.node();
    const node = new ServerNode({
      log: log(own.log),
      announcer,
      databaseNow: () => Promise.resolve(Date.now()),
      report: (what, error) => console.error(what, error),
    });
    const taken = await node.serve({
      door: door(doorOf(store)),
      handler: (_request, response) => void response.writeHead(404).end(),
      host: '127.0.0.1',
      port,
    });
    const running = { node, url: `http://127.0.0.1:${taken}`, stop: () => node.stop() };
    nodes.push(running);
    return running;
  };

  const starter = await startNode();
  await starter.node.rooms.start(meetingId, { accountId: first, here: true });
  await starter.stop();
  return {
    store,
    meetingId,
    accounts,
    startNode,
    async close() {
      for (const node of nodes) await node.stop();
      await store.close();
    },
  };
}

function doorOf({ meetings }: TestStore): Door {
  return {
    identify({ authorization }) {
      const accountId = authorization?.replace('Bearer ', '');
      return Promise.resolve(
        accountId ? { person: `account:${accountId}`, via: 'token', accountId, guest: null } : null,
      );
    },
    async admit({ accountId }, meetingId) {
      if (!accountId) throw new Refusal('not-found');
      return meetings.participants.admitAccount(meetingId, accountId);
    },
    onChange: () => undefined,
  };
}

/** A person over Socket.IO, with plain replicas: no queue, no storage, every frame recorded. */
export class TestPerson {
  readonly socket: Client;
  readonly meetingId: string;
  readonly docs = { board: new Y.Doc(), table: new Y.Doc(), notes: new Y.Doc() };
  readonly frames: Buffer[] = [];
  joined: Joined | null = null;

  constructor(
    url: string,
    token: string,
    meetingId: string,
    transports: ('websocket' | 'polling')[] = ['websocket'],
  ) {
    this.meetingId = meetingId;
    this.socket = io(url, {
      parser,
      transports,
      extraHeaders: { authorization: `Bearer ${token}` },
      forceNew: true,
      reconnection: false,
    });
    this.socket.io.engine.on('packet', ({ data }: { data?: string | ArrayBuffer | Uint8Array }) => {
      if (data)
        this.frames.push(
          typeof data === 'string'
            ? Buffer.from(data)
            : Buffer.from(data instanceof ArrayBuffer ? new Uint8Array(data) : data),
        );
    });
    this.socket.on('update', ({ d, u }) => Y.applyUpdate(this.doc(d), new Uint8Array(u), 'remote'));
  }

  doc(name: DocumentName): Y.Doc {
    return name === 'board' ? this.docs.board : name === 'table' ? this.docs.table : this.docs.notes;
  }

  async join(): Promise<Joined> {
    const documents = (['board', 'table', 'notes'] as const).map((document) => ({
      document,
      vector: Y.encodeStateVector(this.docs[document]),
    }));
    const answer: Answer<Joined> = await this.socket
      .timeout(10_000)
      .emitWithAck('join', { meetingId: this.meetingId, documents });
    if (!answer.ok) throw new Refusal(answer.error);
    for (const { document, update } of answer.documents)
      Y.applyUpdate(this.doc(document), new Uint8Array(update), 'remote');
    this.joined = answer;
    return answer;
  }

  get memberId(): string {
    return this.joined?.memberId ?? '';
  }

  get notesName(): DocumentName {
    return `notes:${this.memberId}`;
  }

  /** Edits a replica and sends what that made; resolves when it is saved. */
  async edit(document: 'table' | 'notes', change: (doc: Y.Doc) => void): Promise<number> {
    const doc = this.docs[document];
    const before = Y.encodeStateVector(doc);
    doc.transact(() => change(doc));
    return this.send(document === 'notes' ? this.notesName : 'table', Y.encodeStateAsUpdate(doc, before));
  }

  async send(document: DocumentName, update: Uint8Array): Promise<number> {
    const answer = await this.socket
      .timeout(10_000)
      .emitWithAck('update', { meetingId: this.meetingId, document, update });
    if (!answer.ok) throw new Refusal(answer.error);
    return answer.version;
  }

  /** A note in a column, saved. Returns its id. */
  async note(column: string, text: string): Promise<string> {
    const id = crypto.randomUUID();
    await this.edit('notes', (doc) => {
      doc.getMap('cards').set(id, { column, at: 0 });
      doc.getText(`text:${id}`).insert(0, text);
    });
    return id;
  }

  async command(name: string, payload: unknown, id: string = crypto.randomUUID()): Promise<unknown> {
    const answer = await this.socket
      .timeout(10_000)
      .emitWithAck('command', { meetingId: this.meetingId, id, name, payload });
    if (!answer.ok) throw new Refusal(answer.error);
    return answer.result;
  }

  async steps(...path: string[]): Promise<void> {
    for (let index = 1; index < path.length; index += 1)
      await this.command('step.move', { from: path[index - 1], to: path[index] });
  }

  /** Everything this person's socket received, as one searchable blob. */
  received(): Buffer {
    return Buffer.concat(this.frames);
  }

  leave(): void {
    this.socket.disconnect();
  }
}
