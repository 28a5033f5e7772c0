/** A long meeting is put together into snapshots, and a node that comes new finds the same. */
import { expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { openTestMeeting, TestPerson } from '#test/harness/meeting.ts';
import { readTruth, revealCard, Typist } from '#test/harness/typist.ts';

it('L-02: after a thousand entries the log is one snapshot per document; a fresh node, and who slept meanwhile, find the same', async () => {
  const meeting = await openTestMeeting({ people: 4 });
  try {
    const node = await meeting.startNode();
    const typists = meeting.accounts.map((account) => new Typist(account, meeting.meetingId));
    const [one, ...others] = typists;
    if (!one) throw new Error('nobody types');
    await one.come(node.url);
    const card = await revealCard(one.person);
    for (const other of others) await other.come(node.url);
    const { general } = meeting.store.pools;
    const rows = async () => {
      const { rows: found } = await general.query<{ entries: number; snapshots: number }>(
        `select (select count(*)::int from meeting_log where meeting_id = $1) as entries,
          (select count(*)::int from meeting_documents where meeting_id = $1 and snapshot is not null) as snapshots`,
        [meeting.meetingId],
      );
      return found[0] ?? { entries: 0, snapshots: 0 };
    };
    // How many of a round's five edits share a flush is the machine's affair: on until the thousand is full. Nobody types
    // so much that a quick machine would meet the limit of frames per connection.
    for (let round = 0; round < 300; round += 1) {
      if (round % 50 === 0 && (await rows()).snapshots > 0) break;
      const talker = typists[round % typists.length] ?? one;
      await Promise.all([
        ...typists.map((typist) => typist.type('notes', `text:${card}`)),
        talker.type('table', `talk:${card}`),
      ]);
    }
    await vi.waitFor(async () => expect((await rows()).snapshots).toBe(6), 20_000);
    expect((await rows()).entries).toBeLessThan(600);
    await Promise.all(typists.map((typist) => typist.type('table', `talk:${card}`)));
    await node.stop();

    const truth = await readTruth(meeting.store.log, meeting.meetingId);
    const fresh = await meeting.startNode();
    const late = new TestPerson(fresh.url, meeting.accounts[0] ?? '', meeting.meetingId);
    await late.join();
    for (const slot of ['board', 'table', 'notes'] as const) {
      const name = slot === 'notes' ? late.notesName : slot;
      expect(Y.encodeStateVector(late.docs[slot])).toEqual(
        Y.encodeStateVector(truth.get(name) ?? new Y.Doc()),
      );
    }
    for (const typist of typists) {
      expect(typist.missing(truth)).toEqual([]);
      // An answer may be lost with the node that stops; a refusal never comes.
      expect(typist.refused.filter((code) => code !== 'lost')).toEqual([]);
    }
    expect(late.docs.board.toJSON()).toEqual(one.person.docs.board.toJSON());
    late.leave();
    // Those who stayed away come back to a log that no longer reaches to where they were.
    for (const typist of typists) await typist.come(fresh.url);
    await Promise.all(typists.map((typist) => typist.type('table', `talk:${card}`)));
    await vi.waitFor(async () => {
      const now = await readTruth(meeting.store.log, meeting.meetingId);
      for (const typist of typists) expect(typist.differences(now)).toEqual([]);
    }, 10_000);
    for (const { person } of typists) person.leave();
  } finally {
    await meeting.close();
  }
});
