import { expect, it } from 'vitest';
import type { Rule } from '#shared/schedule/rule.ts';
import { dayFromNow, ruleText, zones } from './repeat.ts';

const rule = (every: Rule['every'], from: string): Rule => ({ every, from, time: '10:00', zone: 'UTC' });

it.each([
  ['week', '2026-12-04', 'Every week, on Friday'],
  ['3-weeks', '2026-12-07', 'Every 3 weeks, on Monday'],
  ['month', '2026-12-08', 'Every month, on the second Tuesday'],
  ['month', '2027-01-29', 'Every month, on the last Friday'],
] as const)('a rule in words: %s from %s', (every, from, words) => {
  expect(ruleText(rule(every, from))).toBe(words);
});

it('every time zone can be chosen once, the own one first', () => {
  const known = zones();
  expect(known[0]).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
  expect(new Set(known).size).toBe(known.length);
  expect(known).toContain('UTC');
  expect(known).toContain('Europe/Berlin');
});

it('a day from now is one that a date field takes', () => {
  expect(dayFromNow(0)).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(dayFromNow(7) > dayFromNow(0)).toBe(true);
});
