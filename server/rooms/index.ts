export * from './admission.ts';
export * from './outlet.ts';
export * from './ports.ts';
export { Rooms, type RoomEntrance, type RoomsParts } from './rooms.ts';
