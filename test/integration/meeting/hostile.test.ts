import { connect, type Socket as TcpSocket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import * as encoding from 'lib0/encoding';
import { rateLimits } from '#shared/protocol/index.ts';
import { openTestMeeting, TestPerson, type RunningNode, type TestMeeting } from '#test/harness/meeting.ts';

let meeting: TestMeeting;
let node: RunningNode;
let victim: TestPerson;

function raw(index: number, path = `${meeting.meetingId}/table`): WebSocket {
  const headers = { authorization: `Bearer ${meeting.accounts[index]}` };
  return new WebSocket(`${node.url.replace('http', 'ws')}/yjs/${path}`, { headers });
}

/** The code and the reason that a socket was closed with. */
function closing(socket: WebSocket): Promise<[number, string]> {
  return new Promise((resolve) => {
    socket.on('error', () => undefined);
    socket.once('close', (code, reason) => resolve([code, reason.toString()]));
  });
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('message', () => resolve());
    socket.once('error', reject);
  });
}

/** The victim's words still reach somebody who comes in now. */
async function victimGoesOn(): Promise<void> {
  const word = crypto.randomUUID();
  const id = await victim.note('start', word);
  const again = new TestPerson(node.url, meeting.accounts[0] ?? '', meeting.meetingId);
  await again.join();
  expect(again.docs.notes.getText(`text:${id}`).toString()).toBe(word);
  again.leave();
}

beforeAll(async () => {
  meeting = await openTestMeeting({ people: 3 });
  node = await meeting.startNode();
  victim = new TestPerson(node.url, meeting.accounts[0] ?? '', meeting.meetingId);
  await victim.join();
  await victim.steps('lobby', 'write');
});
afterAll(async () => {
  victim.leave();
  await meeting.close();
});

describe('B-03: floods and giants are refused, and the honest go on', () => {
  it('a frame of 10 MB ends its connection before anything is decoded', async () => {
    const socket = raw(1);
    await opened(socket);
    const closed = closing(socket);
    socket.send(Buffer.alloc(10_000_000));
    expect((await closed)[0]).toBe(1009);
    await victimGoesOn();
  });

  it('a flood of frames ends its connection with a code', async () => {
    const socket = raw(1);
    await opened(socket);
    const closed = closing(socket);
    // Asks for the state again and again; each is a frame anybody may send, once.
    for (let frame = 0; frame < rateLimits.framesBurst + 200; frame += 1)
      socket.send(Uint8Array.of(0, 0, 1, 0));
    expect((await closed)[1]).toBe('too-many');
    await victimGoesOn();
  });

  it('half-open connections without a session cost the honest nothing', async () => {
    const port = Number(new URL(node.url).port);
    const strangers = await Promise.all(
      Array.from(
        { length: 500 },
        () =>
          new Promise<TcpSocket>((resolve, reject) => {
            const socket = connect(port, '127.0.0.1', () => resolve(socket));
            socket.once('error', reject);
          }),
      ),
    );
    for (const stranger of strangers) {
      stranger.on('error', () => undefined);
      stranger.write(`GET /yjs/${meeting.meetingId}/table HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n`);
    }
    await victimGoesOn();
    for (const stranger of strangers) stranger.destroy();
  });

  it('an oversized or senseless name of a room or a document is no room', async () => {
    for (const path of [
      `${'9'.repeat(4_000)}/table`,
      `${meeting.meetingId}/${'t'.repeat(4_000)}`,
      `${meeting.meetingId}/%ff`,
    ]) {
      const socket = raw(1, path);
      const status = await new Promise<number>((resolve) => {
        socket.on('error', () => undefined);
        socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      });
      expect(status).toBe(404);
    }
    // No client library sends these, and nobody catches what is thrown while an upgrade is read.
    for (const target of ['//', `//yjs/${meeting.meetingId}/%`, '/socket.io/%ff', '*']) {
      const socket = connect(Number(new URL(node.url).port), '127.0.0.1');
      socket.on('error', () => undefined);
      const over = new Promise((resolve) => socket.once('close', resolve));
      socket.resume();
      socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
      await over;
    }
    await victimGoesOn();
  });

  it('one person has forty connections and no more', async () => {
    const many = Array.from({ length: rateLimits.connectionsPerPerson }, () => raw(2));
    await Promise.all(many.map(opened));
    const [code, reason] = await closing(raw(2));
    expect([code, reason]).toEqual([4529, 'too-many-connections']);
    await victimGoesOn();
    for (const socket of many) socket.terminate();
  });

  it('whoever leaves while the door is still looking takes no place with them', async () => {
    let looking = 0;
    let letIn = () => {};
    const decided = new Promise<void>((resolve) => (letIn = resolve));
    const slow = await meeting.startNode({
      door: (plain) => ({
        ...plain,
        async identify(credentials) {
          looking += 1;
          await decided;
          return plain.identify(credentials);
        },
      }),
    });
    const url = `${slow.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
    // MessagePack for { type: CONNECT, nsp: '/' }.
    const packet = Buffer.from('\x82\xa4type\x00\xa3nsp\xa1/', 'latin1');
    const hasty = await Promise.all(
      Array.from({ length: rateLimits.connectionsPerPerson }, async () => {
        const socket = new WebSocket(url, { headers: { authorization: `Bearer ${meeting.accounts[2]}` } });
        await opened(socket);
        socket.send(packet);
        return socket;
      }),
    );
    await vi.waitUntil(() => looking === hasty.length, 10_000);
    await Promise.all(
      hasty.map((socket) => {
        const gone = closing(socket);
        socket.terminate();
        return gone;
      }),
    );
    // Round trips in the same process: by now the server, too, has seen them go.
    await victimGoesOn();
    letIn();
    const late = new TestPerson(slow.url, meeting.accounts[2] ?? '', meeting.meetingId);
    await late.join();
    late.leave();
    await slow.stop();
  });
});

describe('B-04: nobody speaks for another in presence', () => {
  it('a newer word about the victim’s connection is refused as forged and reaches nobody', async () => {
    const honest = raw(0);
    const heard: Buffer[] = [];
    honest.on('message', (data: Buffer) => heard.push(data));
    await opened(honest);
    const number = (await victim.join()).presence.find(
      ({ memberId }) => memberId === victim.memberId,
    )?.connection;
    const forger = raw(1);
    await opened(forger);
    const closed = closing(forger);
    // A query first: the server then has said where everybody is.
    forger.send(Uint8Array.of(3));
    await new Promise((resolve) => forger.once('message', resolve));
    const states = encoding.createEncoder();
    encoding.writeVarUint(states, 1);
    encoding.writeVarUint(states, number ?? 0);
    encoding.writeVarUint(states, 1_000_000);
    encoding.writeVarString(states, JSON.stringify({ name: 'Forged by a stranger' }));
    const message = encoding.createEncoder();
    encoding.writeVarUint(message, 1);
    encoding.writeVarUint8Array(message, encoding.toUint8Array(states));
    forger.send(encoding.toUint8Array(message));
    expect((await closed)[1]).toBe('forged-writer');
    await victimGoesOn();
    expect(Buffer.concat(heard).includes('Forged by')).toBe(false);
    honest.close();
  });
});
