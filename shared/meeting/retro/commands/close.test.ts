import { beforeEach, expect, test } from 'vitest';
import { PaperMeeting, type PaperPerson } from '#test/doubles/paper-meeting.ts';
import { retro } from '../index.ts';

const person = (digit: number, name: string, role: PaperPerson['role'] = 'member'): PaperPerson => ({
  id: `00000000-0000-4000-8000-00000000000${digit}`,
  name,
  role,
});
const [ada, bo, cleo, dan] = [
  person(1, 'Ada'),
  person(2, 'Bo'),
  person(3, 'Cleo'),
  person(4, 'Dan', 'observer'),
];

/** Bo was invited and never comes, Cleo is removed, Dan observes. */
let meeting: PaperMeeting;
beforeEach(() => {
  meeting = new PaperMeeting(retro, { openDays: 1 }, ada, { invited: [bo] });
  meeting.enter(cleo, dan);
  meeting.run(ada, 'participant.remove', { memberId: cleo.id });
});

test('the summary goes to everybody who took part', () => {
  expect(meeting.run(ada, 'meeting.close').close?.mailTo).toEqual([ada.id, dan.id]);
});

test('it goes to them too when the time of an async meeting is over', () => {
  expect(meeting.run('system', 'meeting.close').close).toBeUndefined();
  meeting.now += 25 * 60 * 60 * 1000;
  expect(meeting.run('system', 'meeting.close').close?.mailTo).toEqual([ada.id, dan.id]);
});

test('it goes to nobody, if the facilitator says so', () => {
  expect(meeting.run(ada, 'meeting.close', { mailTo: 'nobody' }).close?.mailTo).toEqual([]);
});

test('it goes to those who are named, the absent too, but never to who was removed', () => {
  const named = meeting.run(ada, 'meeting.close', { mailTo: [bo.id, cleo.id] });
  expect(named.close?.mailTo).toEqual([bo.id]);
});

test('what a close stores is a summary from which a mail can be made', () => {
  const { close } = meeting.run(ada, 'meeting.close');
  expect(retro.outcomeOf(close?.summary)).toEqual({ actionItems: [], topics: [] });
});
