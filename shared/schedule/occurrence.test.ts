import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { next } from './occurrence.ts';
import { ruleSchema, type Rule } from './rule.ts';

const rule = (every: Rule['every'], from: string, time: string, zone = 'Europe/Berlin'): Rule =>
  ruleSchema.parse({ every, from, time, zone });
const at = (text: string) => Date.parse(text);
const iso = (moment: number) => new Date(moment).toISOString();

/** The first so many times, from the very beginning. */
function times(of: Rule, count: number): string[] {
  const found: string[] = [];
  for (let after = at(of.from) - 2 * 86_400_000; found.length < count;) {
    after = next(of, after);
    found.push(iso(after));
  }
  return found;
}

describe('a meeting that comes again', () => {
  it('U-5: keeps its hour over both changes of daylight saving (F-25)', () => {
    expect(times(rule('week', '2027-03-22', '10:00'), 2)).toEqual([
      '2027-03-22T09:00:00.000Z',
      '2027-03-29T08:00:00.000Z',
    ]);
    expect(times(rule('2-weeks', '2027-10-25', '10:00'), 2)).toEqual([
      '2027-10-25T08:00:00.000Z',
      '2027-11-08T09:00:00.000Z',
    ]);
  });

  it('U-5: at a time that is left out, starts when the clocks jump over it (F-25)', () => {
    expect(times(rule('week', '2027-03-28', '02:30'), 2)).toEqual([
      '2027-03-28T01:00:00.000Z',
      '2027-04-04T00:30:00.000Z',
    ]);
    // Half an hour's jump, on the other half of the earth.
    expect(times(rule('week', '2027-10-03', '02:10', 'Australia/Lord_Howe'), 1)).toEqual([
      '2027-10-02T15:30:00.000Z',
    ]);
  });

  it('U-5: at a time that comes twice, starts at the first of the two, once (F-25)', () => {
    expect(times(rule('week', '2027-10-31', '02:30'), 2)).toEqual([
      '2027-10-31T00:30:00.000Z',
      '2027-11-07T01:30:00.000Z',
    ]);
    expect(times(rule('week', '2027-11-07', '01:30', 'America/New_York'), 1)).toEqual([
      '2027-11-07T05:30:00.000Z',
    ]);
  });

  it('U-5: by the month, stays on its weekday: the second Tuesday, the last Friday', () => {
    expect(times(rule('month', '2026-12-08', '09:00', 'UTC'), 4).map((time) => time.slice(0, 10))).toEqual([
      '2026-12-08',
      '2027-01-12',
      '2027-02-09',
      '2027-03-09',
    ]);
    expect(times(rule('month', '2027-01-29', '09:00', 'UTC'), 4).map((time) => time.slice(0, 10))).toEqual([
      '2027-01-29',
      '2027-02-26',
      '2027-03-26',
      '2027-04-30',
    ]);
  });

  it('lies strictly after what is asked for, and never before its first day', () => {
    const weekly = rule('week', '2027-01-04', '10:00', 'UTC');
    expect(iso(next(weekly, at('2020-01-01')))).toBe('2027-01-04T10:00:00.000Z');
    expect(iso(next(weekly, at('2027-01-04T10:00:00Z')))).toBe('2027-01-11T10:00:00.000Z');
    expect(iso(next(weekly, at('2027-01-04T09:59:59.999Z')))).toBe('2027-01-04T10:00:00.000Z');
  });
});

it.each(['', 'Mars/Olympus', '+01:00', 'Etc/../x', 'Europe/Berlin\n'])('%j is no time zone', (zone) => {
  expect(ruleSchema.safeParse({ every: 'week', from: '2027-01-04', time: '10:00', zone }).success).toBe(
    false,
  );
});

/** The quarters of an hour from 23:00 to 05:00: no zone changes its clocks at another time. */
const night = [92, 93, 94, 95, ...Array.from({ length: 20 }, (_, quarter) => quarter)];

const zones = [
  'UTC',
  'Europe/Berlin',
  'Europe/London',
  'Europe/Dublin',
  'Atlantic/Azores',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Asia/Jerusalem',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Tokyo',
  'Australia/Adelaide',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  'America/St_Johns',
  'America/New_York',
  'America/Santiago',
  'Pacific/Pago_Pago',
];

/** What clocks in a zone show, as text: read by another way than the code under test does. */
function clockOf(zone: string): (moment: number) => { date: string; time: string } {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  return (moment) => {
    const [date = '', time = ''] = format.format(moment).split(' ');
    return { date, time };
  };
}

/** The first minute of a day at which the clocks show the time or, left out, have passed it: by looking at every quarter. */
function bySearch(zone: string, date: string, time: string): number {
  const clock = clockOf(zone);
  const start = at(date) - 14 * 3_600_000;
  for (let moment = start; ; moment += 15 * 60_000) {
    const shown = clock(moment);
    if (shown.date > date || (shown.date === date && shown.time >= time)) return moment;
  }
}

it.each(zones)('over ten years in %s agrees with reading the clock day by day', (zone) => {
  const clock = clockOf(zone);
  const daily = fc.record({
    every: fc.constantFrom<Rule['every']>('week', '2-weeks', '3-weeks', '4-weeks', 'month'),
    from: fc
      .integer({ min: 0, max: 3_650 })
      .map((days) => iso(at('2026-01-01') + days * 86_400_000).slice(0, 10)),
    quarter: fc.integer({ min: 0, max: 95 }),
    ahead: fc.integer({ min: 0, max: 300 }),
  });
  fc.assert(
    fc.property(daily, ({ every, from, quarter, ahead }) => {
      const pad = (value: number) => String(value).padStart(2, '0');
      const time = `${pad(Math.floor(quarter / 4))}:${pad((quarter % 4) * 15)}`;
      const moment = next(rule(every, from, time, zone), at(from) + ahead * 86_400_000);
      const { date } = clock(moment);
      expect(moment).toBe(bySearch(zone, date, time));
      const days = (at(date) - at(from)) / 86_400_000;
      const weeks = { week: 1, '2-weeks': 2, '3-weeks': 3, '4-weeks': 4, month: 1 }[every];
      expect(days % (weeks * 7)).toBe(0);
      // None was left out: the one before was over by then.
      expect(days - ahead).toBeLessThanOrEqual(every === 'month' ? 36 : weeks * 7 + 1);
      if (every !== 'month') return;
      const [here, first] = [Number(date.slice(8)), Number(from.slice(8))];
      const which = Math.ceil(first / 7);
      if (which < 5) expect(Math.ceil(here / 7)).toBe(which);
      else expect(iso(at(date) + 7 * 86_400_000).slice(5, 7)).not.toBe(date.slice(5, 7));
    }),
    { numRuns: 60 },
  );
});

it.each(zones)(
  'in %s, every change of the clocks of ten years is met by each quarter of its night',
  (zone) => {
    const clock = clockOf(zone);
    let before = '';
    for (let day = at('2026-01-01'); day < at('2036-01-01'); day += 86_400_000) {
      const noon = clock(day + 43_200_000).time;
      if (before !== '' && noon !== before) {
        // The clocks changed since yesterday noon: some of these are left out, or come twice.
        for (const quarter of night) {
          const time = `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;
          for (const from of [iso(day - 86_400_000).slice(0, 10), iso(day).slice(0, 10)])
            expect(next(rule('4-weeks', from, time, zone), at(from) - 2 * 86_400_000)).toBe(
              bySearch(zone, from, time),
            );
        }
      }
      before = noon;
    }
  },
);
