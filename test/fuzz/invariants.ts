/** What must hold at the end of a simulated meeting, whatever happened in it. Each throws with the property's name. */
import * as Y from 'yjs';
import { notesOf, type DocumentName, type Id } from '#shared/protocol/index.ts';
import { MemoryDatabase } from '../doubles/memory-log.ts';
import type { Person } from './person.ts';

type Documents = ReadonlyMap<DocumentName, Y.Doc>;

/** Votes per person as a new meeting has them. */
const budget = 5;

export async function checkInvariants(
  database: MemoryDatabase,
  meetingId: Id,
  people: readonly Person[],
): Promise<void> {
  const { state, documents } = await read(database, meetingId);
  checkWords(documents, people, state === 'open');
  checkBallots(database, meetingId, documents);
  const { entries, entriesAtClose } = database.record(meetingId);
  if (entriesAtClose !== null && entries.length !== entriesAtClose)
    throw new Error(`${entries.length - entriesAtClose} writes after the close`);
  if (state === 'open') for (const person of people) checkReplica(documents, person);
}

/** Everything that is written on the board's cards, as the log has it. */
export async function boardTexts(database: MemoryDatabase, meetingId: Id): Promise<string> {
  const { documents } = await read(database, meetingId);
  return JSON.stringify(documents.get('board')?.getMap('cards').toJSON() ?? {});
}

async function read(database: MemoryDatabase, meetingId: Id) {
  const loaded = await database.node().load(meetingId);
  if (!loaded) throw new Error('the meeting is gone');
  const documents: Documents = new Map(
    loaded.documents.map(({ document, updates }) => {
      const doc = new Y.Doc();
      for (const update of updates) Y.applyUpdate(doc, update);
      return [document, doc] as const;
    }),
  );
  return { state: loaded.state, documents };
}

function checkWords(documents: Documents, people: readonly Person[], open: boolean): void {
  for (const person of people) {
    for (const { document, root, word, saved } of person.words) {
      const doc = documents.get(document === 'table' ? 'table' : notesOf(person.memberId));
      const present = doc?.getText(root).toString().includes(word) ?? false;
      if (saved && !present) throw new Error(`P3: "${word}" was called saved and is not in the log`);
      if (!saved && !present && open) throw new Error(`P6: "${word}" never arrived`);
    }
  }
}

/** Nobody spent more than they had, and what the board shows after voting is what was cast. */
function checkBallots(database: MemoryDatabase, meetingId: Id, documents: Documents): void {
  const { ballots } = database.record(meetingId);
  const cast = new Map<Id, number>();
  for (const [memberId, mine] of ballots) {
    let used = 0;
    for (const [card, count] of mine) {
      used += count;
      cast.set(card, (cast.get(card) ?? 0) + count);
    }
    if (used > budget) throw new Error(`${memberId} spent ${used} votes of ${budget}`);
  }
  const board = documents.get('board');
  const step = board?.getMap('meeting').get('step');
  if (step !== 'discuss' && step !== 'closed') return;
  for (const [card, count] of cast) {
    const shown = Number(board?.getMap('tallies').get(card) ?? 0);
    if (shown !== count) throw new Error(`${count} votes were cast on ${card}, the board shows ${shown}`);
  }
}

/** P4: what a person sees is what the log holds. */
function checkReplica(documents: Documents, person: Person): void {
  const table = documents.get('table') ?? new Y.Doc();
  const roots = new Set(['place', ...table.share.keys(), ...person.table.share.keys()]);
  if (contents(person.table, roots) !== contents(table, roots))
    throw new Error(`${person.memberId} has another table than the log`);
  const board = documents.get('board') ?? new Y.Doc();
  for (const root of ['meeting', 'cards', 'tallies', 'people', 'done', 'actions']) {
    if (mapOf(person.board, root) !== mapOf(board, root))
      throw new Error(`${person.memberId} has other ${root} on the board than the log`);
  }
}

function contents(doc: Y.Doc, roots: Iterable<string>): string {
  return JSON.stringify(
    [...roots]
      .sort()
      .map((root) => [root, root === 'place' ? mapOf(doc, root) : doc.getText(root).toString()]),
  );
}

function mapOf(doc: Y.Doc, root: string): string {
  return JSON.stringify([...doc.getMap(root).entries()].sort(([one], [other]) => (one < other ? -1 : 1)));
}
