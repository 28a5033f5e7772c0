export { attachSocketIo } from './socket-io.ts';
export { attachYWebsocket } from './y-websocket.ts';
export { Connections } from './throttle.ts';
