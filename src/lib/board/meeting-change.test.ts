import { describe, expect, it } from 'vitest';
import { optionsSchema } from '#shared/meeting/retro/options.ts';
import { changesOf, daysLeft } from './meeting-change.ts';

describe('what is sent when a meeting is changed', () => {
  const before = { title: 'Sprint 42', goal: '', options: optionsSchema.parse({}) };

  it('is nothing when nothing differs, so that the end of an open meeting stays where it is', () => {
    expect(changesOf(before, { ...before, options: optionsSchema.parse({}) })).toEqual({});
  });

  it('is what differs and nothing else', () => {
    const options = optionsSchema.parse({ walk: { group: false }, openDays: 3 });
    expect(changesOf(before, { ...before, goal: 'Ship calmly', options })).toEqual({
      goal: 'Ship calmly',
      walk: { group: false, vote: true },
      openDays: 3,
    });
  });
});

describe('days left', () => {
  it('count a begun day, and are none for a live meeting', () => {
    const day = 86_400_000;
    expect(daysLeft(day * 2.5, 0)).toBe(3);
    expect(daysLeft(5, 10)).toBe(1);
    expect(daysLeft(null, 0)).toBeNull();
  });
});
