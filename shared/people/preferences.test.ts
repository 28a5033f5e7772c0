import { describe, expect, it, test } from 'vitest';
import {
  changedPreferences,
  firstPreferences,
  isTimeZone,
  keptPreferencesSchema,
  preferencesChangeSchema,
} from './preferences.ts';

describe('preferences', () => {
  it('are all on until somebody says otherwise', () => {
    expect(keptPreferencesSchema.parse(undefined)).toEqual(firstPreferences);
    expect(firstPreferences.emails).toEqual({ invitations: true, summaries: true, reminders: true });
  });

  it('keep what a change does not name', () => {
    const dark = changedPreferences(firstPreferences, { theme: 'dark', emails: { reminders: false } });
    expect(changedPreferences(dark, { timeZone: 'Asia/Kathmandu' })).toEqual({
      timeZone: 'Asia/Kathmandu',
      locale: null,
      theme: 'dark',
      motion: 'system',
      emails: { invitations: true, summaries: true, reminders: false },
    });
  });

  it('are read from what another version stored, which knew other ones', () => {
    const kept = keptPreferencesSchema.parse({ theme: 'dark', emails: { digests: true }, sound: 'on' });
    expect(kept).toEqual({ ...firstPreferences, theme: 'dark' });
  });

  it.each([
    { theme: 'pink' },
    { emails: { digests: true } },
    { role: 'administrator' },
    { timeZone: 'Mars/Olympus' },
    { locale: '../en' },
  ])('refuse %j', (change) => {
    expect(preferencesChangeSchema.safeParse(change).success).toBe(false);
  });
});

test.each([
  ['Europe/Berlin', true],
  ['UTC', true],
  ['America/Argentina/Buenos_Aires', true],
  ['Etc/GMT+5', true],
  ['+01:00', false],
  ['Europe', false],
  ['', false],
])('%j is a time zone: %s', (name, is) => {
  expect(isTimeZone(name)).toBe(is);
});
