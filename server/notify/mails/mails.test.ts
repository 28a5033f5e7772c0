import { expect, test } from 'vitest';
import type { Letter } from '../letter.ts';
import { mailOf } from './index.ts';

const origin = 'https://retro.example.com';
const id = '00000000-0000-4000-8000-000000000001';

const letter = (meeting: Partial<Letter['meeting']> = {}): Letter => ({
  to: { name: 'Ada', email: 'ada@example.com' },
  meeting: {
    id,
    kind: 'retro',
    title: 'Sprint 12',
    state: 'open',
    team: 'Payments',
    by: 'Bo',
    summary: null,
    ...meeting,
  },
});

const topics = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ title: `Topic ${at + 1}`, votes: count - at }));
const about = (outcome = { actionItems: [], topics: topics(0) }) => ({
  origin,
  kinds: { retro: { outcomeOf: () => outcome } },
});

test('an invitation says who invites to what, and where', () => {
  expect(mailOf('invitation', letter(), about())).toEqual({
    to: 'ada@example.com',
    subject: 'You are invited: Sprint 12',
    text: `Hello Ada,\n\nBo invites you to “Sprint 12”, a retrospective of Payments.\n\nJoin here:\n${origin}/meetings/${id}\n\nWhich mails you get is your choice: ${origin}/settings\n`,
  });
  expect(mailOf('invitation', letter({ by: null }), about())?.text).toContain('You are invited to');
});

test('what is over invites nobody, and what has no summary has no mail', () => {
  expect(mailOf('invitation', letter({ state: 'closed' }), about())).toBeNull();
  expect(mailOf('summary', letter(), about())).toBeNull();
  expect(mailOf('summary', letter({ kind: 'unknown', summary: {} }), about())).toBeNull();
});

test('B-10 a title cannot add a header, a line or a page of words to a mail', () => {
  const title = `Sprint\r\nBcc: eve@example.com\u2028\u0007${'x'.repeat(5_000)}`;
  const mail = mailOf('invitation', letter({ title, by: 'Bo\nEve' }), about());
  expect(mail?.subject).toMatch(/^You are invited: Sprint Bcc: eve@example\.com x+…$/u);
  expect(mail?.text.split('\n')).toHaveLength(9);
  expect(mail?.subject.length).toBeLessThan(230);
});

test('a summary names the topics that mattered most and counts the others', () => {
  const closed = letter({ state: 'closed', summary: {} });
  const text = mailOf('summary', closed, about({ actionItems: [], topics: topics(8) }))?.text;
  expect(text).toContain('ACTION ITEMS\nNone this time.');
  expect(text).toContain('TOPICS\n1. Topic 1 – 8 votes\n');
  expect(text).toContain('5. Topic 5 – 4 votes\nand 3 more');
  expect(text).not.toContain('Topic 6');
});
