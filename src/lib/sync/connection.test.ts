import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as Y from 'yjs';
import { notesOf, type Id } from '#shared/protocol/index.ts';
import { millisecondsLeft } from '#lib/ui/countdown.ts';
import { MapStorage } from '#test/sync/map-storage.ts';
import { MeetingDouble, type DoubleWire } from '#test/sync/meeting-double.ts';
import { MeetingConnection } from './connection.ts';
import { localOrigin } from './origins.ts';

const meetingId = '00000000-0000-4000-8000-000000000001';
const ann = '00000000-0000-4000-8000-00000000000a';
const bob = '00000000-0000-4000-8000-00000000000b';
const card = '00000000-0000-4000-8000-0000000000c1';

let ids = 0;
function randomId(): Id {
  ids += 1;
  return `10000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
}

function open(server: MeetingDouble, memberId: Id, storage = new MapStorage(), now = () => Date.now()) {
  const wire = server.wire(memberId);
  const connection = new MeetingConnection({ meetingId, wire, storage, randomId, now });
  return { connection, wire, storage };
}

async function settle(server: MeetingDouble, ms = 8_000): Promise<void> {
  for (let at = 0; at < ms; at += 100) {
    for (const wire of server.wires) wire.deliver();
    server.flush();
    await vi.advanceTimersByTimeAsync(100);
  }
}

function type(doc: Y.Doc, root: string, words: string): void {
  doc.transact(() => doc.getText(root).insert(doc.getText(root).length, words), localOrigin);
}

function addNote(doc: Y.Doc, id: Id, words: string): void {
  doc.transact(() => {
    doc.getMap('cards').set(id, { column: 'start', at: 1 });
    doc.getText(`text:${id}`).insert(0, words);
  }, localOrigin);
}

function notesIn(doc: Y.Doc): string[] {
  return [...doc.getMap('cards').keys()].map((id) => doc.getText(`text:${id}`).toString()).sort();
}

async function drop(wire: DoubleWire): Promise<void> {
  wire.hasNetwork = false;
  wire.cut();
  await vi.advanceTimersByTimeAsync(10);
}

let server: MeetingDouble;
beforeEach(() => {
  vi.useFakeTimers();
  server = new MeetingDouble(meetingId);
  server.write('board', (board) =>
    board.getMap('cards').set(card, { column: 'start', text: 'A card', at: 1 }),
  );
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a connection', () => {
  it('shows to others what one types, and calls it saved once the server has it', async () => {
    const a = open(server, ann);
    const b = open(server, bob);
    expect(a.connection.state).toBe('connecting');
    await settle(server);
    expect(a.connection.state).toBe('saved');
    type(a.connection.table, `title:${card}`, 'Together');
    expect(a.connection.state).toBe('saving');
    a.wire.deliver();
    await vi.advanceTimersByTimeAsync(1);
    expect(a.connection.state).toBe('saving');
    await settle(server, 500);
    expect(a.connection.state).toBe('saved');
    expect(b.connection.table.getText(`title:${card}`).toString()).toBe('Together');
    expect(a.connection.board.getMap('cards').has(card)).toBe(true);
  });

  it('sends what is typed while an update is on its way as one more', async () => {
    const a = open(server, ann);
    await settle(server);
    type(a.connection.table, `title:${card}`, 'a');
    await vi.advanceTimersByTimeAsync(1);
    for (const letter of 'bcdefgh') {
      type(a.connection.table, `title:${card}`, letter);
      await vi.advanceTimersByTimeAsync(1);
    }
    await settle(server, 500);
    expect(server.document('table').doc.getText(`title:${card}`).toString()).toBe('abcdefgh');
    expect(server.updatesTaken).toBe(2);
  });

  it('agrees on the time with the server, whatever this device thinks', async () => {
    server.now = Date.now() + 3_600_000;
    const a = open(server, ann);
    await settle(server);
    expect(Math.abs(a.connection.serverNow() - Date.now() - 3_600_000)).toBeLessThan(200);
  });

  it('F-16: two devices whose clocks are an hour wrong, either way, count down alike', async () => {
    const hour = 3_600_000;
    server.now = Date.now();
    const screens = [-hour, hour].map((wrong, at) =>
      open(server, at === 0 ? ann : bob, new MapStorage(), () => Date.now() + wrong),
    );
    await settle(server);
    const timer = { kind: 'running', endsAt: Date.now() + 4 * 60_000, total: 5 * 60_000 } as const;
    for (const elapsed of [0, 30_000, 300_000]) {
      await settle(server, elapsed);
      const truth = millisecondsLeft(timer, Date.now());
      for (const { connection } of screens)
        expect(Math.abs(millisecondsLeft(timer, connection.serverNow()) - truth)).toBeLessThan(200);
    }
  });

  it('L-01: asks for the state when a version is missing (gap), and ignores repeated frames', async () => {
    const a = open(server, ann);
    const b = open(server, bob);
    await settle(server);
    type(a.connection.table, `title:${card}`, 'one ');
    await vi.advanceTimersByTimeAsync(1);
    a.wire.deliver();
    server.flush();
    b.wire.loseFrame();
    await settle(server, 500);
    const asked = server.syncsAsked;
    b.wire.repeats = true;
    type(a.connection.table, `title:${card}`, 'two');
    await settle(server, 1_000);
    expect(server.syncsAsked).toBe(asked + 1);
    expect(b.connection.table.getText(`title:${card}`).toString()).toBe('one two');
  });

  it('joins again when rights change, and reconnects when the node goes', async () => {
    const a = open(server, ann);
    await settle(server);
    a.connection.say({ at: card, typing: true, cursor: null });
    a.wire.down((listener) => listener.rights(meetingId, null));
    await settle(server, 500);
    expect(a.connection.state).toBe('saved');
    expect(a.wire.presence).toHaveLength(2);
    a.wire.down((listener) => listener.restarting());
    a.wire.deliver();
    expect(a.connection.state).toBe('offline');
    await settle(server, 700);
    expect(a.connection.state).toBe('saved');
  });
});

describe('offline (P6)', () => {
  it('keeps edits over a reload without a network and merges them later, under another clientID', async () => {
    const a = open(server, ann);
    const b = open(server, bob);
    await settle(server);
    await drop(a.wire);
    addNote(a.connection.notes, card, 'written in a tunnel');
    type(a.connection.table, `talk:${card}`, 'ann');
    expect(a.connection.state).toBe('offline');
    const { clientID } = a.connection.notes;
    await a.connection.close();
    type(b.connection.table, `talk:${card}`, 'bob');
    await settle(server, 500);

    const again = open(server, ann, a.storage);
    again.wire.hasNetwork = false;
    await settle(server, 500);
    expect(again.connection.state).toBe('offline');
    expect(notesIn(again.connection.notes)).toEqual(['written in a tunnel']);
    expect(again.connection.board.getMap('cards').has(card)).toBe(true);
    expect(again.connection.notes.clientID).not.toBe(clientID);
    again.wire.hasNetwork = true;
    await settle(server);
    expect(again.connection.state).toBe('saved');
    expect(notesIn(server.document(notesOf(ann)).doc)).toEqual(['written in a tunnel']);
    expect(server.document('table').doc.getText(`talk:${card}`).toString()).toMatch(/^(annbob|bobann)$/);
  });

  it('sends deletions that were made offline', async () => {
    const a = open(server, ann);
    await settle(server);
    type(a.connection.table, `talk:${card}`, 'not this');
    await settle(server, 500);
    await drop(a.wire);
    a.connection.table.transact(() => a.connection.table.getText(`talk:${card}`).delete(0, 4), localOrigin);
    await a.connection.close();
    const again = open(server, ann, a.storage);
    await settle(server);
    expect(server.document('table').doc.getText(`talk:${card}`).toString()).toBe('this');
    expect(again.connection.state).toBe('saved');
  });

  it('replays commands in order, each once, over a reload', async () => {
    const a = open(server, ann);
    await settle(server);
    await drop(a.wire);
    const first = a.connection.command('action.add', { text: 'Buy milk' });
    void a.connection.command('action.add', { text: 'Buy bread' });
    await a.connection.close();
    expect(await first).toEqual({ ok: false, error: 'not-saved' });
    const again = open(server, ann, a.storage);
    const third = again.connection.command('vote', { card });
    await vi.advanceTimersByTimeAsync(50);
    again.wire.deliver();
    await settle(server);
    expect(await third).toEqual({ ok: true, result: null });
    expect(server.commands.map(({ payload }) => payload)).toEqual([
      { text: 'Buy milk' },
      { text: 'Buy bread' },
      { card },
    ]);
    expect(again.connection.state).toBe('saved');
  });

  it('repeats a command whose answer was lost, and the server does it once', async () => {
    const a = open(server, ann);
    await settle(server);
    const answer = a.connection.command('step.next', {});
    await vi.advanceTimersByTimeAsync(1);
    for (const wire of server.wires) wire.deliver(1);
    a.wire.cut();
    await settle(server);
    expect(await answer).toEqual({ ok: true, result: null });
    expect(server.commands).toHaveLength(1);
  });

  it('L-10: takes over a locked meeting past words and commands that the lock holds up, and then they go in', async () => {
    const a = open(server, ann);
    await settle(server);
    let locked = true;
    server.refuseUpdate = () => (locked ? 'meeting-locked' : null);
    server.answerCommand = ({ name }) => {
      if (name === 'facilitation.claim') locked = false;
      return locked ? { ok: false, error: 'meeting-locked' } : { ok: true, result: null };
    };
    type(a.connection.table, `title:${card}`, 'Typed meanwhile');
    const comment = a.connection.command('comment.save', { text: 'Said meanwhile' });
    await settle(server);
    expect(server.commands).toEqual([]);
    expect(a.connection.state).toBe('saving');
    const claim = a.connection.command('facilitation.claim', {});
    await settle(server);
    expect(await claim).toEqual({ ok: true, result: null });
    expect(await comment).toEqual({ ok: true, result: null });
    await settle(server);
    expect(server.document('table').doc.getText(`title:${card}`).toString()).toBe('Typed meanwhile');
    expect(a.connection.state).toBe('saved');
  });

  it('sends typed words before the command that needs them', async () => {
    const a = open(server, ann);
    await settle(server);
    addNote(a.connection.notes, card, 'first ');
    await vi.advanceTimersByTimeAsync(1);
    type(a.connection.notes, `text:${card}`, 'then more');
    let seen = '';
    server.answerCommand = () => {
      server.flush();
      seen = server.document(notesOf(ann)).doc.getText(`text:${card}`).toString();
      return { ok: true, result: null };
    };
    void a.connection.command('card.publish', { card });
    await settle(server, 1_000);
    expect(seen).toBe('first then more');
  });

  it('two tabs over one storage do not double a note', async () => {
    const a = open(server, ann);
    await settle(server);
    await drop(a.wire);
    addNote(a.connection.notes, card, 'only once');
    await vi.advanceTimersByTimeAsync(10);
    const tab = open(server, ann, a.storage);
    a.wire.hasNetwork = true;
    await settle(server);
    expect(notesIn(server.document(notesOf(ann)).doc)).toEqual(['only once']);
    expect([a.connection.state, tab.connection.state]).toEqual(['saved', 'saved']);
    expect(tab.connection.notes.clientID).not.toBe(a.connection.notes.clientID);
  });

  it('forgets everything at sign-out', async () => {
    const a = open(server, ann);
    await settle(server);
    addNote(a.connection.notes, card, 'secret');
    await a.connection.close();
    expect(a.storage.isEmpty).toBe(false);
    await MeetingConnection.forget(a.storage);
    expect(a.storage.isEmpty).toBe(true);
  });
});

describe('trouble', () => {
  it('says not-saved while the server cannot save, tries again, and then says saved', async () => {
    const a = open(server, ann);
    await settle(server);
    server.refuseUpdate = () => 'not-saved';
    type(a.connection.table, `talk:${card}`, 'patience');
    await settle(server, 5_000);
    expect(a.connection.state).toBe('not-saved');
    server.refuseUpdate = () => null;
    await settle(server, 10_000);
    expect(a.connection.state).toBe('saved');
    expect(server.document('table').doc.getText(`talk:${card}`).toString()).toBe('patience');
  });

  it('says not-saved when there is neither a connection nor a place to keep words', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const a = open(server, ann);
    await settle(server);
    a.storage.failure = new Error('QuotaExceededError');
    await drop(a.wire);
    type(a.connection.table, `talk:${card}`, 'on thin ice');
    await vi.advanceTimersByTimeAsync(10);
    expect(a.connection.state).toBe('not-saved');
    a.wire.hasNetwork = true;
    await settle(server);
    expect(a.connection.state).toBe('saved');
    warn.mockRestore();
  });

  it('joins a node that knows less by syncing once, and gives up the replica only the second time', async () => {
    const a = open(server, ann);
    await settle(server);
    let refusals = 1;
    server.refuseUpdate = () => (refusals-- > 0 ? 'unknown-history' : null);
    const before = a.connection.table;
    type(a.connection.table, `talk:${card}`, 'honest');
    await settle(server);
    expect(a.connection.table).toBe(before);
    refusals = 2;
    type(a.connection.table, `talk:${card}`, ' twice');
    await settle(server);
    expect(a.connection.table).not.toBe(before);
    expect(server.document('table').doc.getText(`talk:${card}`).toString()).toBe('honest twice');
    expect(a.connection.state).toBe('saved');
  });
});

describe('a lasting refusal ends the replica, not the words', () => {
  it('writes notes and talks again in a new document with another clientID', async () => {
    const a = open(server, ann);
    await settle(server);
    type(a.connection.table, `talk:${card}`, 'known. ');
    await settle(server, 500);
    await drop(a.wire);
    addNote(a.connection.notes, randomId(), 'a note');
    type(a.connection.table, `talk:${card}`, 'and new');
    await a.connection.close();

    // Another page of the same person finds them, and is refused.
    const again = open(server, ann, a.storage);
    const refused = new Set<string>();
    server.refuseUpdate = ({ document }) => {
      if (refused.has(document)) return null;
      refused.add(document);
      return 'wrong-shape';
    };
    await vi.advanceTimersByTimeAsync(10);
    const { notes, table } = again.connection;
    const replaced = vi.fn();
    again.connection.on('replaced', replaced);
    await settle(server);
    expect(replaced).toHaveBeenCalledTimes(2);
    expect(again.connection.notes.clientID).not.toBe(notes.clientID);
    expect(again.connection.table).not.toBe(table);
    expect(notesIn(server.document(notesOf(ann)).doc)).toEqual(['a note']);
    expect(server.document('table').doc.getText(`talk:${card}`).toString()).toBe('known. and new');
    expect(again.connection.offered).toEqual([]);
    expect(again.connection.state).toBe('saved');
  });

  it('offers them back when they are refused again, until they are dismissed, over a reload', async () => {
    const a = open(server, ann);
    await settle(server);
    server.refuseUpdate = () => 'over-cap';
    addNote(a.connection.notes, randomId(), 'too much');
    type(a.connection.table, `talk:${card}`, 'far too much');
    await settle(server);
    const texts = () => a.connection.offered.map(({ text }) => text).sort();
    expect(texts()).toEqual(['far too much', 'too much']);
    expect(a.connection.state).toBe('saved');
    await a.connection.close();
    const again = open(server, ann, a.storage);
    await settle(server);
    expect(again.connection.offered).toHaveLength(2);
    for (const { id } of again.connection.offered) again.connection.dismissOffered(id);
    expect(again.connection.offered).toEqual([]);
    await again.connection.close();
    const last = open(server, ann, a.storage);
    await settle(server);
    expect(last.connection.offered).toEqual([]);
  });

  it('gives every word back that was typed before a meeting closed without them, with those of commands (F-11)', async () => {
    const a = open(server, ann);
    await settle(server);
    type(a.connection.table, `talk:${card}`, 'saved before');
    await settle(server, 500);
    await drop(a.wire);
    addNote(a.connection.notes, randomId(), 'late note');
    type(a.connection.table, `title:${card}`, 'late title');
    const command = a.connection.command('action.add', { text: 'late action' });
    server.refuseUpdate = () => 'meeting-closed';
    a.wire.hasNetwork = true;
    await settle(server);
    expect(a.connection.state).toBe('ended');
    expect(a.connection.ended).toBe('meeting-closed');
    expect(await command).toEqual({ ok: false, error: 'meeting-closed' });
    expect(a.connection.offered.map(({ text }) => text).sort()).toEqual([
      'late action',
      'late note',
      'late title',
    ]);
    await a.connection.close();
    server.refuseJoin = () => 'meeting-closed';
    const again = open(server, ann, a.storage);
    await settle(server);
    expect(again.connection.offered).toHaveLength(3);
  });

  it('rebases on another incarnation of the log', async () => {
    const a = open(server, ann);
    await settle(server);
    addNote(a.connection.notes, card, 'lost with the backup');
    await settle(server, 500);
    await drop(a.wire);
    addNote(a.connection.notes, randomId(), 'unacknowledged');
    server.restoreBackup('second');
    a.wire.hasNetwork = true;
    const { clientID } = a.connection.notes;
    await settle(server);
    expect(notesIn(server.document(notesOf(ann)).doc)).toEqual(['unacknowledged']);
    expect(a.connection.notes.clientID).not.toBe(clientID);
    expect(a.connection.state).toBe('saved');
  });

  it('two tabs that are refused alike write a note again once', async () => {
    const a = open(server, ann);
    await settle(server);
    await drop(a.wire);
    addNote(a.connection.notes, randomId(), 'only once');
    await vi.advanceTimersByTimeAsync(10);
    const tab = open(server, ann, a.storage);
    let left = 2;
    server.refuseUpdate = () => (left-- > 0 ? 'wrong-shape' : null);
    a.wire.hasNetwork = true;
    await settle(server);
    expect(notesIn(server.document(notesOf(ann)).doc)).toEqual(['only once']);
    expect([a.connection.state, tab.connection.state]).toEqual(['saved', 'saved']);
  });

  it('keeps everything for somebody who only has to sign in again', async () => {
    const a = open(server, ann);
    await settle(server);
    await drop(a.wire);
    addNote(a.connection.notes, card, 'mine');
    server.refuseJoin = () => 'not-signed-in';
    a.wire.hasNetwork = true;
    await settle(server);
    expect(a.connection.ended).toBe('not-signed-in');
    await a.connection.close();
    server.refuseJoin = () => null;
    const again = open(server, ann, a.storage);
    await settle(server);
    expect(notesIn(server.document(notesOf(ann)).doc)).toEqual(['mine']);
    expect(again.connection.state).toBe('saved');
  });
});
