/** What the benchmarks ask of a server: rooms with notes in them, and ways in for people. */
import type { ServerProcess } from '../process/server-process.ts';
import type { Link, LinkEvents } from '../client/link.ts';

/** How many different people there are; more links than that means some people are in twice. */
export const population = 50;

export interface Room {
  /** Root texts that people may type into. */
  readonly texts: readonly string[];
  /** Opens the co-edited document for one person. */
  edit(person: number, events?: LinkEvents): Promise<Link>;
  /** Opens the document that holds the notes. */
  read(person: number): Promise<Link>;
  /** Opens everything that somebody who comes in needs: the notes and what is co-edited. */
  enter(person: number): Promise<Link>;
  /** Lets go of what kept the room loaded. */
  release(): void;
}

export interface Target {
  readonly name: string;
  readonly server: ServerProcess;
  /** Keeps what was sent over a restart. */
  readonly durable: boolean;
  /** Gives what was sent to those who come later; a relay does not. */
  readonly remembers: boolean;
  start(): Promise<void>;
  /** Starts the server again over the same data after it was stopped or killed. */
  restart(): Promise<void>;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
  /** Makes a room with so many notes. */
  room(notes: number): Promise<Room>;
  /** Processor seconds spent so far on behalf of the server by other processes (its database). */
  helpersCpuSeconds(): number;
}

/** A note as it stands on a board: about a sentence and a half. */
export function noteText(number: number): string {
  return `Note ${number}: we wait too long for reviews, so let us pair on Mondays and keep changes small`;
}
