/** F-01: the shipped server, killed inside the receive handler of somebody who has just seen an edit. */
import { expect, it } from 'vitest';
import { z } from 'zod';
import { SeededRandom } from '#test/doubles/random.ts';
import { TestPerson } from '#test/harness/meeting.ts';
import { startServerChild, type ServerChild } from '#test/harness/server-child.ts';
import { revealCard, Typist, type Truth } from '#test/harness/typist.ts';

const createdSchema = z.object({ id: z.string() });

async function createMeeting(server: ServerChild, teamId: string, token: string): Promise<string> {
  const response = await fetch(`${server.url}/api/teams/${teamId}/meetings`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'retro', title: 'Sprint', goal: '', options: {} }),
  });
  if (!response.ok) throw new Error(`no meeting: ${response.status} ${await response.text()}`);
  return createdSchema.parse(await response.json()).id;
}

/** What somebody finds who comes in afterwards. */
async function found(server: ServerChild, token: string, meetingId: string): Promise<Truth> {
  const person = new TestPerson(server.url, token, meetingId);
  await person.join();
  person.leave();
  return new Map([
    ['table', person.docs.table],
    [person.notesName, person.docs.notes],
  ]);
}

/** Kills the server `kills` times under load. Resolves with what was lost of what had been promised. */
async function killUnderLoad(server: ServerChild, kills: number, seed: number) {
  const random = new SeededRandom(seed);
  console.log(`seed ${seed}`);
  const { tokens, teamId } = await server.people(4);
  const [first = ''] = tokens;
  const meetingId = await createMeeting(server, teamId, first);
  const facilitator = new TestPerson(server.url, first, meetingId);
  await facilitator.join();
  const card = await revealCard(facilitator);
  facilitator.leave();
  const lost: string[] = [];
  let promised = 0;
  for (let kill = 0; kill < kills && lost.length === 0; kill += 1) {
    const typists = tokens.map((token) => new Typist(token, meetingId));
    for (const typist of typists) await typist.come(server.url);
    let frames = 30 + random.below(200);
    for (const typist of typists) {
      typist.onFrame = () => {
        if ((frames -= 1) === 0) server.kill();
      };
    }
    await Promise.all(
      typists.map(async (typist) => {
        while (typist.refused.length === 0) {
          await Promise.all([typist.type('table', `talk:${card}`), typist.type('table', `title:${card}`)]);
        }
      }),
    );
    for (const { refused } of typists) expect([...new Set(refused)]).toEqual(['lost']);
    await server.restart();
    const truth = await found(server, first, meetingId);
    for (const typist of typists) {
      promised += typist.saved.size;
      // Notes are judged by their own author's replica; nobody writes any here.
      lost.push(...typist.missing(truth));
      typist.person.leave();
    }
  }
  return { lost, promised };
}

it('F-01: three kills lose nothing that anybody had seen or was told is saved', async () => {
  const server = await startServerChild('server/main.ts');
  try {
    const { lost, promised } = await killUnderLoad(server, 3, Date.now() % 1e6);
    expect(lost).toEqual([]);
    expect(promised).toBeGreaterThan(20);
  } finally {
    await server.stop();
  }
}, 120_000);

it('F-01: the same server with the commit-first order switched off is caught', async () => {
  const server = await startServerChild('test/broken/main-broadcast-first.ts');
  try {
    expect((await killUnderLoad(server, 5, Date.now() % 1e6)).lost.length).toBeGreaterThan(0);
  } finally {
    await server.stop();
  }
}, 120_000);
