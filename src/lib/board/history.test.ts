import { beforeEach, describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { DemoConnection } from '#lib/demo/demo-connection.ts';
import { RetroBoard } from './retro-board.svelte.ts';

let made = 0;
const id = () => `00000000-0000-4000-8000-${String((made += 1)).padStart(12, '0')}`;
const [ada, ben] = [
  { id: id(), name: 'Ada' },
  { id: id(), name: 'Ben' },
];

let connection: DemoConnection;
let board: RetroBoard;

function move(from: string, to: string): void {
  void connection.command('step.move', { from, to });
}

/** Another person's hand on the table. */
function other(work: (doc: Y.Doc) => void): void {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(connection.table));
  work(doc);
  Y.applyUpdate(connection.table, Y.encodeStateAsUpdate(doc), 'server');
}

beforeEach(() => {
  connection = new DemoConnection([ada, ben], {}, id);
  board = new RetroBoard(connection, id);
  move('lobby', 'write');
});

const words = () => board.mine.map(({ text }) => text);
const card = (text: string) =>
  board.topics.flatMap(({ cards }) => cards).find((one) => one.text === text)?.id ?? '';

describe('undo and redo', () => {
  test('bring a deleted note back with its words, and take it away again', () => {
    const note = board.notes.add('start', 'Rollback first');
    board.removeNote(note);
    expect(words()).toEqual([]);
    expect(board.history.offered).toBe(true);
    expect(board.history.undo()).toBe(true);
    expect(words()).toEqual(['Rollback first']);
    expect(board.history.offered).toBe(false);
    expect(board.history.redo()).toBe(true);
    expect(words()).toEqual([]);
  });

  test('several notes pasted at once are one step', () => {
    board.notes.addAll('start', ['One', 'Two', 'Three'], null);
    expect(words()).toEqual(['Three', 'Two', 'One']);
    board.history.undo();
    expect(words()).toEqual([]);
    expect(board.history.canUndo).toBe(false);
  });

  test('follow one line of time over notes and table, and a new step ends what could be done again', () => {
    connection.write(ben.id, [{ column: 'start', text: 'Theirs' }]);
    board.notes.add('start', 'Mine');
    move('write', 'group');
    board.moves.group(card('Mine'), card('Theirs'));
    board.notes.add('stop', 'Later');
    board.history.undo();
    expect(words()).toEqual(['Mine']);
    board.history.undo();
    expect(board.topics).toHaveLength(2);
    expect(board.history.canRedo).toBe(true);
    board.history.redo();
    expect(board.topics).toHaveLength(1);
    board.notes.add('stop', 'Another');
    expect(board.history.canRedo).toBe(false);
  });

  test('never undo what somebody else did, before or since', () => {
    connection.write(ben.id, [
      { column: 'start', text: 'One' },
      { column: 'start', text: 'Two' },
      { column: 'start', text: 'Three' },
    ]);
    move('write', 'group');
    board.moves.group(card('Two'), card('One'));
    const title = board.titleText(card('One'));
    title.write('', 'Deploys', 7);
    other((doc) => {
      doc.getText(`title:${card('One')}`).insert(7, ', safer');
      doc.getMap('place').set(card('Three'), { under: card('One'), at: 9 });
    });
    board.history.undo();
    expect(board.titleText(card('One')).read()).toBe(', safer');
    board.history.undo();
    expect(board.topics.map(({ cards }) => cards.map(({ text }) => text))).toContainEqual(['One', 'Three']);
    expect(board.history.undo()).toBe(false);
  });

  test('a move that somebody else has overwritten is left as they made it', () => {
    connection.write(ben.id, [
      { column: 'start', text: 'One' },
      { column: 'start', text: 'Two' },
    ]);
    move('write', 'group');
    board.moves.group(card('Two'), card('One'));
    other((doc) => doc.getMap('place').set(card('Two'), { under: null, at: 40 }));
    board.history.undo();
    expect(board.topics).toHaveLength(2);
    expect(connection.table.getMap('place').get(card('Two'))).toEqual({ under: null, at: 40 });
  });

  test('what was on the board is on the board again: deleted, changed and new notes', () => {
    const note = board.notes.add('start', 'Mine');
    move('write', 'group');
    board.removeNote(note);
    expect(board.topics).toEqual([]);
    board.history.undo();
    expect(board.topics[0]?.cards[0]).toMatchObject({ text: 'Mine', note });
    const id = board.topics[0]?.id;
    board.noteText(note).write('Mine', 'Mine too', 8);
    board.notes.finish(note);
    board.notes.typed(note);
    board.notes.flush();
    expect(board.topics[0]?.cards[0]?.text).toBe('Mine too');
    board.history.undo();
    expect(board.topics[0]).toMatchObject({ id, cards: [{ text: 'Mine' }] });
  });

  test('a note that the facilitator took off the board does not come back by its author’s undo', () => {
    const note = board.notes.add('start', 'Mine');
    move('write', 'group');
    void connection.command('card.remove', { card: card('Mine') });
    board.removeNote(note);
    board.history.undo();
    expect(words()).toEqual(['Mine']);
    expect(board.topics).toEqual([]);
  });
});
