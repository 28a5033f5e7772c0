/** P2: anonymous means anonymous, on the wire of both transports and, after the close, in the database. */
import * as decoding from 'lib0/decoding';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import * as Y from 'yjs';
import { Jobs } from '#server/store/jobs.ts';
import { KeyGone } from '#server/store/keys/index.ts';
import { MeetingSeal } from '#server/store/log/seal.ts';
import { notesOf, Refusal } from '#shared/protocol/index.ts';
import { tiesIn, type Author } from '#test/harness/anonymity.ts';
import { openTestMeeting, TestPerson, type RunningNode, type TestMeeting } from '#test/harness/meeting.ts';

const broken = vi.hoisted(() => ({ leavesAuthors: false }));

// The deliberately broken variant: a reveal that leaves each card's author on it.
vi.mock('#shared/meeting/index.ts', async (importActual) => {
  const actual = await importActual<typeof import('#shared/meeting/index.ts')>();
  const { retro } = actual.kinds;
  const move = retro?.commands['step.move'];
  if (!retro || !move) throw new Error('there is no retrospective');
  const leaving: typeof move = {
    ...move,
    run(payload, decision) {
      const effects = move.run(payload, decision);
      if (!broken.leavesAuthors) return effects;
      const authors = new Map(
        (effects.notes ?? []).flatMap(({ memberId, writes }) =>
          writes.map(({ value }) => [value, memberId] as const),
        ),
      );
      const board = effects.board?.map((write) =>
        write.root === 'cards' && typeof write.value === 'object'
          ? { ...write, value: { ...write.value, author: authors.get(write.key) } }
          : write,
      );
      return { ...effects, ...(board ? { board } : {}) };
    },
  };
  const kinds = {
    ...actual.kinds,
    retro: { ...retro, commands: { ...retro.commands, 'step.move': leaving } },
  };
  return { ...actual, kinds };
});

let meeting: TestMeeting;
let node: RunningNode;
let people: TestPerson[];
/** Everybody who was ever in, those who left included. */
let observers: TestPerson[];
let stock: { frames: Buffer[]; board: Y.Doc; socket: WebSocket };
const texts = new Map<TestPerson, string[]>();
const noteIds = new Map<TestPerson, string[]>();

function person(index: number): TestPerson {
  const found = people[index];
  if (!found) throw new Error(`nobody is number ${index}`);
  return found;
}

async function join(index: number): Promise<TestPerson> {
  const transports: ('websocket' | 'polling')[] = index === 2 ? ['polling'] : ['websocket'];
  const joined = new TestPerson(node.url, meeting.accounts[index] ?? '', meeting.meetingId, transports);
  await joined.join();
  observers.push(joined);
  return joined;
}

/** The last person reads `board` over y-websocket too, and asks for all of it. */
function openStock(): typeof stock {
  const frames: Buffer[] = [];
  const board = new Y.Doc();
  const socket = new WebSocket(`${node.url.replace('http', 'ws')}/yjs/${meeting.meetingId}/board`, {
    headers: { authorization: `Bearer ${meeting.accounts[3] ?? ''}` },
  });
  socket.on('open', () => socket.send(Uint8Array.of(0, 0, 1, 0)));
  socket.on('message', (data: Buffer) => {
    frames.push(Buffer.from(data));
    const decoder = decoding.createDecoder(data);
    if (decoding.readVarUint(decoder) !== 0 || decoding.readVarUint(decoder) === 0) return;
    Y.applyUpdate(board, decoding.readVarUint8Array(decoder));
  });
  return { frames, board, socket };
}

async function write(author: TestPerson, text: string): Promise<string> {
  const id = await author.note('start', text);
  texts.set(author, [...(texts.get(author) ?? []), text]);
  noteIds.set(author, [...(noteIds.get(author) ?? []), id]);
  return id;
}

function authors(): Author[] {
  return people.slice(0, 3).map((author, index) => ({
    memberId: author.memberId,
    name: `Person${index}`,
    clientIds: [author.docs.notes.clientID],
    noteIds: noteIds.get(author) ?? [],
    texts: texts.get(author) ?? [],
  }));
}

/** What each observer could learn about each of the others, over both transports. */
function allTies(): string[] {
  return [
    ...observers.flatMap((observer) => {
      const isWhole = (frame: Buffer) => frame.includes('incarnation');
      const others = authors().filter(({ memberId }) => memberId !== observer.memberId);
      return tiesIn({ frames: observer.frames, board: observer.docs.board, isWhole }, others);
    }),
    ...tiesIn(
      { frames: stock.frames, board: stock.board, isWhole: (frame) => frame[0] === 0 && frame[1] === 1 },
      authors(),
    ),
  ];
}

async function refusal(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );
}

function jobs(): Jobs {
  const { pools, keys } = meeting.store;
  return new Jobs({
    pools,
    keys,
    runCommand: ({ meetingId, ...command }) => node.node.rooms.system(meetingId, command),
    startRepeat: () => Promise.reject(new Error('nothing repeats here')),
    onError: (error) => {
      throw error;
    },
  });
}

async function dumpTables(): Promise<string> {
  const { general } = meeting.store.pools;
  const { rows } = await general.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public'`,
  );
  const dumps = await Promise.all(
    rows.map(({ name }) =>
      general.query<{ row: string }>(`select '${name}' || t::text as row from ${name} t`),
    ),
  );
  return dumps.flatMap((dump) => dump.rows.map(({ row }) => row)).join('\n');
}

async function slotsOf(): Promise<{ contentSlot: number; privateSlot: number | null }> {
  const { rows } = await meeting.store.pools.general.query<{
    content_slot: number;
    private_slot: number | null;
  }>('select content_slot, private_slot from meetings where id = $1', [meeting.meetingId]);
  return { contentSlot: rows[0]?.content_slot ?? 0, privateSlot: rows[0]?.private_slot ?? null };
}

beforeEach(async () => {
  broken.leavesAuthors = false;
  texts.clear();
  noteIds.clear();
  meeting = await openTestMeeting({ people: 4, anonymous: true });
  node = await meeting.startNode();
  people = [];
  observers = [];
  for (const index of [0, 1, 2, 3]) people.push(await join(index));
  stock = openStock();
  await person(0).steps('lobby', 'write');
});
afterEach(async () => {
  for (const one of people) one.leave();
  stock.socket.close();
  await meeting.close();
});

describe('an anonymous retrospective on the wire', () => {
  it('ties no card to a person: reveal, a later change, votes, close, the summary', async () => {
    for (const author of [0, 1, 2]) {
      await write(person(author), `secret-${author}-one`);
      await write(person(author), `secret-${author}-two`);
    }
    await person(0).steps('write', 'group');
    const [note = ''] = noteIds.get(person(1)) ?? [];
    await vi.waitFor(() => {
      for (const { docs } of people) expect(docs.board.getMap('cards').size).toBe(6);
    }, 10_000);

    // A change of a published card comes by a delayed job alone.
    await person(1).edit('notes', (doc) => doc.getText(`text:${note}`).insert(0, 'later-'));
    await person(1).command('card.publish', { note });
    const { general } = meeting.store.pools;
    const { rows } = await general.query<{ wait: number }>(
      `select extract(epoch from run_at - now())::float8 as wait from jobs where kind = 'command'`,
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.wait).toBeGreaterThan(0);
    expect(rows[0]?.wait).toBeLessThan(12);
    await jobs().takeDue();
    expect(person(3).received().includes('later-secret')).toBe(false);
    await general.query(`update jobs set run_at = now() where kind = 'command'`);
    expect(await jobs().takeDue()).toBe(1);
    await vi.waitFor(() => expect(person(3).received().includes('later-secret-1-one')).toBe(true), 10_000);

    // Somebody who comes back gets the same.
    person(3).leave();
    const back = await join(3);
    people[3] = back;
    expect(back.docs.board.getMap('cards').size).toBe(6);

    const heard: unknown[] = [];
    person(3).socket.on('ballots', (...said) => heard.push(said));
    await person(0).steps('group', 'vote');
    const cards = [...person(0).docs.board.getMap('cards').keys()];
    await person(1).command('vote', { card: cards[0], delta: 1 });
    await person(2).command('vote', { card: cards[1], delta: 1 });
    expect((await person(3).join()).ballots).toEqual({});
    expect(heard).toEqual([]);
    expect(person(0).docs.board.getMap('tallies').size).toBe(0);
    await person(0).steps('vote', 'discuss');
    await person(0).command('meeting.close', {});
    await vi.waitFor(() => expect(person(3).docs.board.getMap('meeting').get('step')).toBe('closed'), 10_000);
    // Both transports, polling included, did bring the cards: the search looks where they are.
    for (const { frames } of [...people, stock])
      expect(Buffer.concat(frames).includes('later-secret-1-one')).toBe(true);
    expect(stock.board.getMap('cards').size).toBe(6);
    expect(allTies()).toEqual([]);

    const summary = JSON.stringify(await meeting.store.meetings.summaryOf(meeting.meetingId));
    expect(summary).toContain('later-secret-1-one');
    expect(summary).not.toMatch(/"author":"/);
    for (const { memberId, noteIds: ids } of authors()) {
      for (const id of [memberId, ...ids]) expect(summary).not.toContain(id);
    }
  });

  it('the same check catches a reveal that leaves the author on a card', async () => {
    broken.leavesAuthors = true;
    for (const author of [0, 1, 2]) await write(person(author), `secret-${author}`);
    await person(0).steps('write', 'group');
    await vi.waitFor(() => expect(person(3).docs.board.getMap('cards').size).toBe(3), 10_000);
    const ties = allTies();
    expect(ties.join()).toMatch(/names Person\d/);
    expect(ties.join()).toContain('brings a card');
  });

  it('the order of cards says nothing of the order of writing or of people', async () => {
    const orders = new Set<string>();
    for (let round = 0; round < 12; round += 1) {
      for (const author of [0, 1, 2]) await write(person(author), `r${round}-a${author};`);
      await person(0).steps('write', 'group');
      const cards = [...person(0).docs.board.getMap('cards').values()] as { text: string; at: number }[];
      const mine = cards.filter(({ text }) => text.startsWith(`r${round}-`)).sort((a, b) => a.at - b.at);
      expect(mine).toHaveLength(3);
      orders.add(mine.map(({ text }) => text.at(-2)).join(''));
      await person(0).steps('group', 'write');
    }
    // Two of the six orders or fewer: once in 35 000 runs.
    expect(orders.size).toBeGreaterThan(2);
  });

  it('of hidden notes others learn one total, and a newcomer no fresher one', async () => {
    const heard: { total: number; columns: unknown }[] = [];
    person(3).socket.on('counts', (_meetingId, counts) => heard.push(counts));
    await write(person(0), 'one');
    await vi.waitFor(() => expect(heard.length).toBeGreaterThan(0), 15_000);
    expect(heard.every(({ columns }) => columns === null)).toBe(true);
    const told = heard.at(-1)?.total;
    await write(person(1), 'two');
    const counts = (await person(3).join()).counts;
    expect(counts).toEqual({ total: told, columns: null });
    expect(allTies()).toEqual([]);
  });

  it('with fewer than three authors the reveal warns first, and a close gives the cards back', async () => {
    await write(person(0), 'mine-alone');
    await write(person(1), 'yours-alone');
    expect(await refusal(person(0).steps('write', 'group'))).toBe('few-authors');
    await person(0).command('meeting.close', {});
    const summary = JSON.stringify(await meeting.store.meetings.summaryOf(meeting.meetingId));
    expect(summary).not.toContain('alone');
    const { leftOver } = meeting.store.meetings;
    const back = await leftOver.leftOverOf(meeting.accounts[1] ?? '');
    expect(back.map(({ text }) => text)).toEqual(['yours-alone']);
    expect(await leftOver.leftOverOf(meeting.accounts[2] ?? '')).toEqual([]);
  });
});

describe('an anonymous retrospective in the database', () => {
  it('after the close no row and no key ties a card to a person, and names and texts are never in clear', async () => {
    for (const author of [0, 1, 2]) await write(person(author), `secret-${author}`);
    await person(0).steps('write', 'group', 'vote');
    const [card] = [...person(0).docs.board.getMap('cards').keys()];
    await person(1).command('vote', { card, delta: 1 });
    const { contentSlot, privateSlot } = await slotsOf();
    if (privateSlot === null) throw new Error('an open meeting has a private key');
    const { keys } = meeting.store;
    const seal = new MeetingSeal(keys, { meetingId: meeting.meetingId, contentSlot, privateSlot });
    const links = authors().flatMap(({ memberId, clientIds, noteIds: ids }) => [
      ...[seal.member(memberId), seal.voter(memberId), seal.actor(memberId), seal.tag(notesOf(memberId))].map(
        (tag) => tag.toString('hex'),
      ),
      ...clientIds.map(String),
      ...ids,
    ]);
    const clear = ['secret-', ...[0, 1, 2].map((index) => `Person${index}`)];
    const plain = clear.flatMap((word) => [word, Buffer.from(word).toString('hex')]);
    // While the meeting is open the links are there, which shows that this search finds them.
    const before = await dumpTables();
    expect(links.filter((link) => before.includes(link)).length).toBeGreaterThan(3);
    expect(plain.filter((word) => before.includes(word))).toEqual([]);

    await person(0).steps('vote', 'discuss');
    await person(0).command('meeting.close', {});
    await jobs().takeDue();
    const after = await dumpTables();
    expect(links.filter((link) => after.includes(link))).toEqual([]);
    expect(plain.filter((word) => after.includes(word))).toEqual([]);
    for (const table of [
      'meeting_log',
      'meeting_writers',
      'meeting_documents',
      'command_answers',
      'ballots',
      'ballots_used',
    ]) {
      expect(after).not.toContain(`${table}(`);
    }
    expect(() => keys.cipher(privateSlot)).toThrow(KeyGone);
    // What stays can be read by the organisation: it holds the cards, and nothing of who wrote them.
    const frozen = await meeting.store.meetings.frozenDocuments(meeting.meetingId);
    for (const { document, updates } of frozen) {
      const doc = new Y.Doc();
      for (const update of updates) Y.applyUpdate(doc, update);
      const frames = updates.map((update) => Buffer.from(update));
      if (document === 'board') expect(doc.getMap('cards').size).toBe(3);
      expect(tiesIn({ frames, board: doc, isWhole: () => true }, authors())).toEqual([]);
    }
  });
});
