import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import * as Y from 'yjs';
import { WebsocketProvider } from 'y-websocket';
import { Refusal } from '#shared/protocol/index.ts';
import { openTestMeeting, TestPerson, type RunningNode, type TestMeeting } from '#test/harness/meeting.ts';

class BearerSocket extends WebSocket {
  static token = '';

  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols, { headers: { authorization: `Bearer ${BearerSocket.token}` } });
  }
}

let meeting: TestMeeting;
let node: RunningNode;

function person(index: number, transports: ('websocket' | 'polling')[] = ['websocket']): TestPerson {
  return new TestPerson(node.url, meeting.accounts[index] ?? '', meeting.meetingId, transports);
}

async function refusal(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );
}

beforeAll(async () => {
  meeting = await openTestMeeting({ people: 4 });
  node = await meeting.startNode();
});
afterAll(() => meeting.close());

describe('a meeting over the wire', () => {
  it('P1: before reveal nothing a second participant receives holds a byte of the first one’s notes', async () => {
    const secret = 'Zanzibar-marmalade-4711';
    const author = person(0);
    await author.join();
    await author.steps('lobby', 'write');
    const others = [person(1), person(2, ['polling'])];
    for (const other of others) await other.join();
    const stock = new Y.Doc();
    BearerSocket.token = meeting.accounts[3] ?? '';
    const heard: Buffer[] = [];
    const raw = new BearerSocket(`${node.url.replace('http', 'ws')}/yjs/${meeting.meetingId}/table`);
    raw.on('message', (data: Buffer) => heard.push(data));
    await new Promise((resolve) => raw.once('message', resolve));
    const id = await author.note('start', secret);
    await author.note('stop', `${secret} again`);
    await author.note('continue', `${secret} and again`);
    await author.edit('notes', (doc) => doc.getText(`text:${id}`).insert(secret.length, ` ${secret}`));
    const late = person(1);
    await late.join();
    await vi.waitFor(() => expect(others[0]?.received().includes('counts')).toBe(true), 5_000);
    expect(
      await refusal(
        others[0]?.socket
          .timeout(5_000)
          .emitWithAck('sync', { meetingId: meeting.meetingId, document: author.notesName })
          .then((answer) => {
            if (!answer.ok) throw new Refusal(answer.error);
          }) ?? Promise.resolve(),
      ),
    ).toBe('not-found');
    for (const received of [
      ...others.map((other) => other.received()),
      late.received(),
      Buffer.concat(heard),
    ]) {
      for (const part of [secret, 'Zanzibar', id]) expect(received.includes(part)).toBe(false);
    }
    await author.steps('write', 'group');
    await vi.waitFor(() => expect(others[0]?.received().includes('Zanzibar')).toBe(true), 5_000);
    for (const one of [author, late, ...others]) one.leave();
    raw.close();
    stock.destroy();
  });

  it('P1: another’s notes can’t be opened on /yjs', async () => {
    const author = person(0);
    await author.join();
    BearerSocket.token = meeting.accounts[1] ?? '';
    const raw = new BearerSocket(
      `${node.url.replace('http', 'ws')}/yjs/${meeting.meetingId}/${author.notesName}`,
    );
    const [code, reason] = await new Promise<[number, string]>((resolve) =>
      raw.once('close', (closed, why) => resolve([closed, String(why)])),
    );
    expect([code, reason]).toEqual([4404, 'not-found']);
    author.leave();
  });

  it('a stranger gets no socket and no word', async () => {
    const raw = new WebSocket(`${node.url.replace('http', 'ws')}/yjs/${meeting.meetingId}/table`);
    const status = await new Promise<number>((resolve) =>
      raw.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0)),
    );
    expect(status).toBe(401);
  });

  it('the stock y-websocket provider joins, edits and converges with people on Socket.IO', async () => {
    const one = person(0);
    await one.join();
    const [card = ''] = one.docs.board.getMap('cards').keys();
    BearerSocket.token = meeting.accounts[1] ?? '';
    const doc = new Y.Doc();
    // Types before its step 2 has come, and offline before that.
    doc.getText(`talk:${card}`).insert(0, 'offline words. ');
    const provider = new WebsocketProvider(
      `${node.url.replace('http', 'ws')}/yjs/${meeting.meetingId}`,
      'table',
      doc,
      {
        WebSocketPolyfill: BearerSocket as unknown as typeof globalThis.WebSocket,
        disableBc: true,
      },
    );
    doc.getText(`talk:${card}`).insert(0, 'early words. ');
    await one.edit('table', (table) => table.getText(`talk:${card}`).insert(0, 'from the app. '));
    await vi.waitFor(() => {
      expect(one.docs.table.getText(`talk:${card}`).toString()).toContain('early words.');
      expect(doc.getText(`talk:${card}`).toString()).toBe(one.docs.table.getText(`talk:${card}`).toString());
    }, 5_000);
    await vi.waitFor(
      () =>
        expect(
          [...provider.awareness.getStates().values()].some((state) => state.memberId === one.memberId),
        ).toBe(true),
      5_000,
    );
    provider.destroy();
    one.leave();
  });

  it('a page reloaded forty times is never refused', async () => {
    const [card = ''] = await (async () => {
      const one = person(0);
      await one.join();
      one.leave();
      return one.docs.board.getMap('cards').keys();
    })();
    for (let load = 0; load < 40; load += 1) {
      const one = person(2);
      await one.join();
      await one.edit('table', (table) => table.getText(`title:${card}`).insert(0, 'x'));
      one.leave();
    }
    const last = person(1);
    await last.join();
    expect(last.docs.table.getText(`title:${card}`).toString()).toBe('x'.repeat(40));
    last.leave();
  });

  it('B-01…B-06: a hostile client is refused and an honest victim in the room goes on', async () => {
    const victim = person(0);
    const hostile = person(1);
    await victim.join();
    await hostile.join();
    const [card = ''] = victim.docs.board.getMap('cards').keys();
    await victim.edit('table', (table) => table.getText(`title:${card}`).insert(0, 'mine '));
    const forged = new Y.Doc();
    Y.applyUpdate(forged, Y.encodeStateAsUpdate(victim.docs.table));
    forged.clientID = victim.docs.table.clientID;
    const vector = Y.encodeStateVector(forged);
    forged.getText(`title:${card}`).insert(0, 'forged');
    expect(await refusal(hostile.send('table', Y.encodeStateAsUpdate(forged, vector)))).toBe('forged-writer');
    expect(await refusal(hostile.send('board', Y.encodeStateAsUpdate(forged)))).toBe('read-only');
    expect(await refusal(hostile.send(victim.notesName, Y.encodeStateAsUpdate(forged)))).toBe('not-found');
    expect(await refusal(hostile.send('table', new Uint8Array([1, 2, 3])))).toBe('malformed-update');
    const wrong = new Y.Doc();
    wrong.getMap('place').set('no card', 1);
    expect(await refusal(hostile.send('table', Y.encodeStateAsUpdate(wrong)))).toBe('wrong-shape');
    expect(await refusal(hostile.command('meeting.close', {}))).toBe('not-allowed');
    expect(await refusal(hostile.command('constructor', {}))).toBe('bad-request');
    expect(await refusal(hostile.command('card.show', { memberId: victim.memberId, note: card }))).toBe(
      'not-allowed',
    );
    await victim.edit('table', (table) => table.getText(`title:${card}`).insert(0, 'still '));
    await vi.waitFor(
      () => expect(hostile.docs.table.getText(`title:${card}`).toString()).toContain('still mine '),
      5_000,
    );
    for (const one of [victim, hostile]) one.leave();
  });

  it('P5: 500 votes at once from many devices on a budget of 5 are exactly 5', async () => {
    const lead = person(0);
    await lead.join();
    await lead.steps('group', 'vote');
    const cards = [...lead.docs.board.getMap('cards').keys()];
    const devices = Array.from({ length: 10 }, () => person(1));
    for (const device of devices) await device.join();
    const results = await Promise.all(
      devices.flatMap((device) =>
        Array.from({ length: 50 }, (_, index) =>
          refusal(device.command('vote', { card: cards[index % cards.length], delta: 1 })),
        ),
      ),
    );
    const cast = results.filter((result) => result === 'nothing').length;
    expect(results).toHaveLength(500);
    expect(cast).toBe(5);
    const ballots = Object.values((await devices[0]?.join())?.ballots ?? {});
    expect(ballots.reduce((sum, votes) => sum + votes, 0)).toBe(5);
    expect(Math.max(...ballots)).toBeLessThanOrEqual(3);
    for (const one of [lead, ...devices]) one.leave();
  }, 60_000);

  it('closing freezes the documents; late words are refused with a code and the summary holds what was there', async () => {
    const lead = person(0);
    await lead.join();
    await lead.steps('vote', 'discuss');
    await lead.command('action.save', {
      id: crypto.randomUUID(),
      text: 'Write it down',
      ownerId: lead.memberId,
      due: null,
      topic: null,
    });
    await lead.command('meeting.close', {});
    expect(
      await refusal(lead.edit('table', (table) => table.getMap('place').set('x', { under: null, at: 1 }))),
    ).toBe('meeting-closed');
    const summary = await meeting.store.meetings.summaryOf(meeting.meetingId);
    expect(JSON.stringify(summary)).toContain('Zanzibar');
    expect(JSON.stringify(summary)).toContain('Write it down');
    lead.leave();
  });
});
