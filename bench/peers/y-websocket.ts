/** y-websocket 1.5.4's own server, in memory, on the same `ws` as everybody else. */
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { setupWSConnection } from 'y-websocket-1/bin/utils';

const server = createServer((_request, response) => response.end('y-websocket'));
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
sockets.on('connection', setupWSConnection);
process.on('SIGTERM', () => process.exit(0));
server.listen(Number(process.env['PORT']), '127.0.0.1');
