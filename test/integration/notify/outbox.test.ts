/** Mails about meetings, from the row to a real mail server, on a real Postgres. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { smtpMailer } from '#server/notify/email.ts';
import { Outbox } from '#server/notify/outbox.ts';
import { Letters } from '#server/store/outbox/letters.ts';
import { OutboxRows, queueMails } from '#server/store/outbox/rows.ts';
import { kinds } from '#shared/meeting/index.ts';
import { openTestSmtp, type TestSmtp } from '#test/harness/smtp.ts';
import { openTestStore, type TestNode, type TestStore, type TestTeam } from '#test/harness/store.ts';

let store: TestStore;
let smtp: TestSmtp;
let ann: string;
let bo: string;
let team: TestTeam;
const workers: Outbox[] = [];

beforeAll(async () => {
  store = await openTestStore();
  [ann, bo] = [await store.account('Ann'), await store.account('Bo')];
  team = await store.team([ann, bo]);
});
afterAll(() => store.close());
beforeEach(async () => {
  smtp = await openTestSmtp();
  await store.pools.general.query('delete from outbox');
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  await smtp.close();
});

function worker(node: TestNode = store, reported: unknown[] = []) {
  return new Outbox({
    rows: new OutboxRows(node.pools.general, node.keys),
    letters: new Letters(node.pools.general, node.keys),
    mailer: smtpMailer({ url: smtp.url, from: "Team O'clock <no-reply@example.com>" }),
    kinds,
    origin: 'https://retro.example.com',
    report: (_what, error) => reported.push(error),
    random: () => 0.5,
    everyMs: 20,
  });
}

async function meetingOf(accountId: string, title = 'Sprint 12'): Promise<string> {
  return (await store.openMeeting({ ...team, title, accountId })).meetingId;
}

const invite = (meetingId: string, ...accounts: string[]) =>
  queueMails(
    store.pools.general,
    store.keys,
    accounts.map((to) => ({ to, mail: 'invitation' as const, meetingId })),
  );

async function rows() {
  const { rows: found } = await store.pools.general.query<{
    id: string;
    attempts: number;
    last_error: string | null;
    dead: boolean;
    seconds: number;
    whole: string;
  }>(
    `select id, attempts, last_error, dead_at is not null as dead, extract(epoch from run_at - now())::float8 as seconds,
      to_jsonb(outbox)::text as whole from outbox`,
  );
  return found;
}

const dueNow = () => store.pools.general.query('update outbox set run_at = now() where dead_at is null');

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await what())) {
    if (Date.now() > end) throw new Error('it did not happen');
    await delay(10);
  }
}

test('an invitation reaches everybody once, although it is queued twice and two nodes send', async () => {
  const meetingId = await meetingOf(ann);
  await invite(meetingId, ann, bo);
  await invite(meetingId, ann, bo);
  workers.push(worker(), worker(await store.node()));
  for (const one of workers) one.start();
  await until(async () => (await rows()).length === 0);
  expect(smtp.received.map(({ to }) => to.slice(0, 3)).sort()).toEqual(['ann', 'bo-']);
  const textTo = (name: string) => smtp.received.find(({ to }) => to.startsWith(name))?.source;
  expect(textTo('bo-')).toContain('Ann invites you to');
  expect(textTo('ann')).toContain('You are invited to');
  const [mail] = smtp.received;
  expect(mail?.source.replaceAll('=\n', '')).toContain(`https://retro.example.com/meetings/${meetingId}`);
  expect(mail?.source).toContain('Subject: You are invited: Sprint 12');
  expect(mail?.source).toContain('Auto-Submitted: auto-generated');
});

test('a hundred mails and two nodes: each one is sent once', async () => {
  const meetings = await Promise.all(Array.from({ length: 50 }, (_, at) => meetingOf(ann, `Sprint ${at}`)));
  for (const meetingId of meetings) await invite(meetingId, ann, bo);
  workers.push(worker(), worker(await store.node()));
  for (const one of workers) one.start();
  await until(async () => (await rows()).length === 0);
  expect(smtp.received).toHaveLength(100);
  expect(new Set(smtp.received.map(({ messageId }) => messageId)).size).toBe(100);
});

test('F-23 a node that dies between sending and marking leaves the mail to another, which sends it under the same Message-ID', async () => {
  await invite(await meetingOf(ann), ann);
  const dying = new OutboxRows(store.pools.general, store.keys);
  const died = new Outbox({
    rows: Object.assign(Object.create(dying) as OutboxRows, {
      take: dying.take.bind(dying),
      done: () => Promise.reject(new Error('killed')),
      postpone: () => Promise.reject(new Error('killed')),
    }),
    letters: new Letters(store.pools.general, store.keys),
    mailer: smtpMailer({ url: smtp.url, from: 'no-reply@example.com' }),
    kinds,
    origin: 'https://retro.example.com',
    report: () => undefined,
    random: () => 0.5,
  });
  await expect(died.sendDue()).rejects.toThrow('killed');
  expect(smtp.received).toHaveLength(1);
  // While the dead one's lease lasts, nobody sends it again.
  expect(await worker().sendDue()).toBe(0);
  await dueNow();
  expect(await worker().sendDue()).toBe(1);
  expect(smtp.received).toHaveLength(2);
  expect(smtp.received[1]?.messageId).toBe(smtp.received[0]?.messageId);
  expect(smtp.received[0]?.messageId).toMatch(/^<[0-9a-f-]{36}@retro\.example\.com>$/);
  expect(await rows()).toEqual([]);
});

test('F-22 a mail server that is busy or away is tried again, later each time, and nothing about a person is noted', async () => {
  await invite(await meetingOf(ann), bo);
  smtp.behave('busy');
  const waits: number[] = [];
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    await dueNow();
    expect(await worker().sendDue()).toBe(1);
    const [row] = await rows();
    expect(row).toMatchObject({ attempts: attempt, last_error: 'EENVELOPE 451', dead: false });
    expect(row?.whole).not.toMatch(/bo-|example\.com/);
    waits.push(row?.seconds ?? 0);
  }
  expect(waits.map((wait) => Math.round(wait / 7.5))).toEqual([1, 2, 4]);
  const { url } = smtp;
  await smtp.close();
  await dueNow();
  const gone = new Outbox({
    rows: new OutboxRows(store.pools.general, store.keys),
    letters: new Letters(store.pools.general, store.keys),
    mailer: smtpMailer({ url, from: 'no-reply@example.com' }),
    kinds,
    origin: 'https://retro.example.com',
    report: () => undefined,
    random: () => 0.5,
  });
  expect(await gone.sendDue()).toBe(1);
  expect((await rows())[0]).toMatchObject({ attempts: 4, last_error: 'ESOCKET', dead: false });
  smtp = await openTestSmtp();
  await dueNow();
  expect(await worker().sendDue()).toBe(1);
  expect(smtp.received).toHaveLength(1);
  expect(await rows()).toEqual([]);
});

test('an address that does not exist is given up at once, and a server that never takes it in the end', async () => {
  const meetingId = await meetingOf(ann);
  smtp.behave('no-such-address');
  await invite(meetingId, ann);
  await worker().sendDue();
  expect((await rows())[0]).toMatchObject({ attempts: 1, dead: true, last_error: 'EENVELOPE 550' });
  smtp.behave('busy');
  await invite(meetingId, bo);
  await store.pools.general.query('update outbox set attempts = 13 where dead_at is null');
  await worker().sendDue();
  expect(await rows()).toMatchObject([{ dead: true }, { dead: true, attempts: 14 }]);
  // Nobody takes them up again, and they do not stay for ever.
  await dueNow();
  expect(await worker().sendDue()).toBe(0);
  await store.pools.general.query(`update outbox set dead_at = now() - interval '31 days'`);
  await worker().sendDue();
  expect(await rows()).toEqual([]);
});

test('who has left the team gets no mail, and an invitation to what is over goes to nobody', async () => {
  const cleo = await store.account('Cleo');
  const meetingId = await meetingOf(ann);
  await invite(meetingId, cleo);
  expect(await worker().sendDue()).toBe(1);
  await invite(meetingId, ann);
  await store.log.command(meetingId, (tx) =>
    tx.close({ summary: {}, mailTo: [], leftOver: [], documents: [] }),
  );
  expect(await worker().sendDue()).toBe(1);
  expect(smtp.received).toEqual([]);
  expect(await rows()).toEqual([]);
});

test('who turned a mail off gets the others', async () => {
  const eve = await store.account('Eve', { emails: { invitations: false } });
  await store.pools.general.query('insert into memberships values ($1, $2, $3)', [
    team.organisationId,
    eve,
    'member',
  ]);
  await store.pools.general.query('insert into team_members values ($1, $2)', [team.teamId, eve]);
  const meetingId = await meetingOf(ann);
  await invite(meetingId, eve);
  await worker().sendDue();
  expect(smtp.received).toEqual([]);
  const letters = new Letters(store.pools.general, store.keys);
  expect(await letters.letter({ to: eve, mail: 'summary', meetingId })).toMatchObject({
    to: { name: 'Eve' },
    meeting: { title: 'Sprint 12', team: 'Crew', by: 'Ann', state: 'open', summary: null },
  });
  // Nobody is invited by themselves: a repeat started it in their name.
  expect(await letters.letter({ to: ann, mail: 'invitation', meetingId })).toMatchObject({
    meeting: { by: null },
  });
});

test('P7 with the organisation its waiting mails go, and those of a deleted account are not sent', async () => {
  const dora = await store.account('Dora');
  const own = await store.team([dora]);
  const { meetingId } = await store.openMeeting({ ...own, title: 'Sprint 1', accountId: dora });
  await invite(meetingId, dora);
  await store.pools.general.query('delete from accounts where id = $1', [dora]);
  await worker().sendDue();
  expect(await rows()).toEqual([]);
  await invite(meetingId, ann);
  await store.pools.general.query('delete from organisations where id = $1', [own.organisationId]);
  expect(await rows()).toEqual([]);
  expect(smtp.received).toEqual([]);
});

test('a mail that is being sent does not keep a node from stopping', async () => {
  smtp.behave('stall');
  await invite(await meetingOf(ann), ann);
  const slow = worker();
  slow.start();
  await until(() => smtp.received.length === 1);
  const before = Date.now();
  await slow.stop();
  expect(Date.now() - before).toBeLessThan(8_000);
  expect((await rows())[0]).toMatchObject({ attempts: 1, dead: false });
});
