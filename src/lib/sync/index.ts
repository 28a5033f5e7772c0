export * from './connection.ts';
export { localOrigin, type Origin } from './origins.ts';
export { SocketWire, type SocketWireOptions } from './socket-wire.ts';
export * from './storage.ts';
export * from './text-binding.ts';
export type { Reply, Wire, WireListener } from './wire.ts';
