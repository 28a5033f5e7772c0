/** The bridge from Yjs and the connection to Svelte: reading here in an effect reads again when what was read changes. */
import { publishedRoot } from '#shared/meeting/retro/model.ts';
import type { BoardConnection } from './connection.ts';
import { LiveConnection } from './live-connection.svelte.ts';
import { LiveDocument } from './live-document.ts';

export type DocumentSlot = 'board' | 'table' | 'notes';

/** The root maps of each document; all else in them are texts. */
const roots: Record<DocumentSlot, readonly string[]> = {
  board: [
    ...['meeting', 'people', 'cards', 'done', 'actions', 'tallies', 'discussed'],
    ...['comments', 'reactions', 'earlier', 'history'],
  ],
  table: ['place'],
  notes: ['cards', publishedRoot, 'mood'],
};

/** A meeting's documents and its connection, followed. */
export class LiveMeeting {
  readonly board: LiveDocument;
  readonly table: LiveDocument;
  readonly notes: LiveDocument;
  readonly connection: LiveConnection;

  constructor(connection: BoardConnection) {
    this.board = new LiveDocument(() => connection.board, roots.board);
    this.table = new LiveDocument(() => connection.table, roots.table);
    this.notes = new LiveDocument(() => connection.notes, roots.notes);
    this.connection = new LiveConnection(connection);
    connection.on('replaced', () => {
      for (const document of [this.board, this.table, this.notes]) document.replaced();
    });
  }

  /** Shows at once what waits for the next picture: an answer must not be seen before what it tells of. */
  catchUp(): void {
    for (const document of [this.board, this.table, this.notes]) document.catchUp();
  }
}
