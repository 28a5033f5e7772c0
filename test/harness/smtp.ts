/** A mail server on a real socket, which takes, refuses or stalls as a test says. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

export interface ReceivedMail {
  readonly to: string;
  readonly messageId: string;
  /** Headers and text as they came. */
  readonly source: string;
}

/** What the server does with the next mails. `stall`: it takes the words and never answers. */
export type Behaviour = 'take' | 'busy' | 'no-such-address' | 'stall';

export interface TestSmtp {
  readonly url: string;
  readonly received: readonly ReceivedMail[];
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
}

export async function openTestSmtp(): Promise<TestSmtp> {
  const received: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  let behaviour: Behaviour = 'take';
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A client that goes away in the middle is what these tests are about.
    socket.on('error', () => socket.destroy());
    converse(socket, received, () => behaviour);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the mail server has no port');
  return {
    url: `smtp://127.0.0.1:${String(address.port)}`,
    received,
    behave: (next) => (behaviour = next),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function converse(socket: Socket, received: ReceivedMail[], behaviour: () => Behaviour): void {
  let buffer = '';
  let to = '';
  let words: string[] | null = null;
  const say = (line: string) => socket.write(`${line}\r\n`);
  const take = (line: string) => {
    if (words !== null) {
      if (line !== '.') words.push(line);
      else {
        const source = words.join('\n');
        words = null;
        received.push({ to, source, messageId: /^Message-ID: (.+)$/im.exec(source)?.[1] ?? '' });
        if (behaviour() !== 'stall') say('250 taken');
      }
      return;
    }
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'RCPT') {
      to = /<(.+)>/.exec(line)?.[1] ?? '';
      if (behaviour() === 'busy') say('451 come back later');
      else if (behaviour() === 'no-such-address') say('550 no such address');
      else say('250 ok');
    } else if (verb === 'DATA') {
      words = [];
      say('354 go on');
    } else if (verb === 'QUIT') {
      socket.end('221 bye\r\n');
    } else say('250 ok');
  };
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    buffer += chunk;
    const lines = buffer.split('\r\n');
    buffer = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
  say('220 test');
}
