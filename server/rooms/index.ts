export * from './admission.ts';
export * from './outlet.ts';
export * from './ports.ts';
export { Rooms } from './rooms.ts';
