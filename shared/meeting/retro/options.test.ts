import { describe, expect, it } from 'vitest';
import { optionsSchema, settled } from './options.ts';

describe('a retrospective for which nothing was chosen', () => {
  it('shows names, hides notes while writing, gives 5 votes with 3 on one note, lets no guest in, is live', () => {
    const { columns, ...options } = optionsSchema.parse({});
    expect(options).toEqual({
      anonymous: false,
      hideNotes: true,
      liveVotes: false,
      votesPerPerson: 5,
      votesPerTopic: 3,
      guests: false,
      mood: true,
      walk: { group: true, vote: true },
      minutes: { write: null, group: null, vote: null, discuss: null },
      openDays: null,
    });
    expect(columns.map(({ title }) => title)).toEqual(['Start', 'Stop', 'Continue']);
  });
});

describe('an anonymous retrospective', () => {
  it('hides notes and votes, whatever else was chosen, and leaves the rest', () => {
    const wanted = { hideNotes: false, liveVotes: true, votesPerPerson: 7 };
    expect(settled(optionsSchema.parse({ ...wanted, anonymous: true }))).toMatchObject({
      hideNotes: true,
      liveVotes: false,
      votesPerPerson: 7,
    });
    expect(settled(optionsSchema.parse(wanted))).toMatchObject(wanted);
  });
});
