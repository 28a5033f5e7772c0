export * from './connection.ts';
export * from './storage.ts';
export * from './text-binding.ts';
export type { Reply, Wire, WireListener } from './wire.ts';
