/**
 * hocuspocus as its makers ship it, with one of three stores (`STORE`): `memory`; `append`, where each update is in SQLite,
 * fsynced, before it is broadcast or answered; `database`, its own Database extension with its default debounce.
 */
import { DatabaseSync } from 'node:sqlite';
import { Database } from '@hocuspocus/extension-database';
import { Server, type Extension } from '@hocuspocus/server';
import * as Y from 'yjs';

function openDatabase(): DatabaseSync {
  const file = process.env['SQLITE_FILE'];
  if (!file) throw new Error('SQLITE_FILE is missing');
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  return database;
}

/** A column that holds bytes: SQLite's types are per value, so it has to be looked at. */
function bytesIn(row: Record<string, unknown> | undefined, column: string): Uint8Array | null {
  const value = row?.[column];
  return value instanceof Uint8Array ? value : null;
}

/**
 * hocuspocus broadcasts in a `setImmediate` after an update, and answers its sender after the update's event: what is
 * written inside that event is written before both.
 */
function appendFirst(): Extension {
  const database = openDatabase();
  database.exec('CREATE TABLE IF NOT EXISTS updates (name TEXT NOT NULL, payload BLOB NOT NULL)');
  database.exec('CREATE INDEX IF NOT EXISTS updates_name ON updates (name)');
  const insert = database.prepare('INSERT INTO updates (name, payload) VALUES (?, ?)');
  const select = database.prepare('SELECT payload FROM updates WHERE name = ? ORDER BY rowid');
  return {
    async onLoadDocument({ document, documentName }) {
      document.transact(() => {
        for (const row of select.iterate(documentName)) {
          const payload = bytesIn(row, 'payload');
          if (payload) Y.applyUpdate(document, payload);
        }
      });
      document.on('update', (update: Uint8Array) => {
        insert.run(documentName, update);
      });
    },
  };
}

function ownExtension(): Extension {
  const database = openDatabase();
  database.exec('CREATE TABLE IF NOT EXISTS documents (name TEXT PRIMARY KEY, state BLOB NOT NULL)');
  const select = database.prepare('SELECT state FROM documents WHERE name = ?');
  const upsert = database.prepare(
    'INSERT INTO documents (name, state) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET state = excluded.state',
  );
  return new Database({
    fetch: async ({ documentName }) => bytesIn(select.get(documentName), 'state'),
    store: async ({ documentName, state }) => {
      upsert.run(documentName, state);
    },
  });
}

const stores: Readonly<Record<string, () => Extension[]>> = {
  memory: () => [],
  append: () => [appendFirst()],
  database: () => [ownExtension()],
};

const extensions = stores[process.env['STORE'] ?? 'memory']?.();
if (!extensions) throw new Error(`STORE must be one of ${Object.keys(stores).join(', ')}`);

const server = new Server({
  port: Number(process.env['PORT']),
  address: '127.0.0.1',
  quiet: true,
  extensions,
  websocketOptions: { perMessageDeflate: false },
});
await server.listen();
