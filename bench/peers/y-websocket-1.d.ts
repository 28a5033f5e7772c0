/** The server part of y-websocket 1.5.4 comes without types. */
declare module 'y-websocket-1/bin/utils' {
  import type { IncomingMessage } from 'node:http';
  import type { WebSocket } from 'ws';

  export function setupWSConnection(socket: WebSocket, request: IncomingMessage): void;
}
