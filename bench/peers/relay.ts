/**
 * The floor: passes every frame of a room on to the others and knows nothing of Yjs. For the joins it keeps one prepared
 * answer for each room, which is the least that any server can do for somebody who comes in.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { plainCodec } from '../client/codec.ts';

interface Room {
  readonly sockets: Set<WebSocket>;
  answer: Uint8Array;
}

const emptyAnswer = plainCodec.step2('', Uint8Array.of(0, 0));
const rooms = new Map<string, Room>();

function roomOf(name: string): Room {
  const known = rooms.get(name);
  if (known) return known;
  const room: Room = { sockets: new Set(), answer: emptyAnswer };
  rooms.set(name, room);
  return room;
}

function enter(socket: WebSocket, request: IncomingMessage): void {
  const [name = '', purpose] = (request.url ?? '/').slice(1).split('?');
  const room = roomOf(name);
  room.sockets.add(socket);
  socket.on('message', (data: Buffer) => {
    // Byte 1 of a sync message is its type: 0 asks for the state, 1 answers that question.
    if (data[1] === 0) socket.send(room.answer);
    else if (data[1] !== 1) {
      if (purpose === 'seed') room.answer = plainCodec.step2('', bodyOf(data));
      for (const other of room.sockets) if (other !== socket) other.send(data);
    }
  });
  socket.on('close', () => room.sockets.delete(socket));
}

function bodyOf(frame: Uint8Array): Uint8Array {
  const received = plainCodec.read(frame);
  return received.kind === 'other' ? Uint8Array.of(0, 0) : received.body;
}

const server = createServer((_request, response) => response.end('relay'));
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
sockets.on('connection', enter);
process.on('SIGTERM', () => process.exit(0));
server.listen(Number(process.env['PORT']), '127.0.0.1');
