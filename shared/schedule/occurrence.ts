/**
 * When a rule comes due. Days are counted in the calendar and only then looked up in the zone, so that ten o'clock stays
 * ten o'clock over both changes of daylight saving.
 */
import type { Rule } from './rule.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

const weeks: Record<Exclude<Rule['every'], 'month'>, number> = {
  week: 1,
  '2-weeks': 2,
  '3-weeks': 3,
  '4-weeks': 4,
};

/** The first moment of the rule that is later than `after`; both in ms since 1970. */
export function next(rule: Rule, after: number): number {
  // A zone is less than a day from UTC, so the one before the nearest is early enough to start with.
  for (let count = Math.max(0, nearest(rule, after) - 2); ; count += 1) {
    const moment = momentOf(dayOf(rule, count) + timeOf(rule), rule.zone);
    if (moment > after) return moment;
  }
}

/** How many times the rule came due by `after`, about. */
function nearest({ every, from }: Rule, after: number): number {
  const first = Date.parse(from);
  if (every !== 'month') return Math.floor((after - first) / (weeks[every] * 7 * day));
  const [one, other] = [new Date(first), new Date(after)];
  return (other.getUTCFullYear() - one.getUTCFullYear()) * 12 + other.getUTCMonth() - one.getUTCMonth();
}

/** The day of the `count`th time, as ms of its midnight in UTC. */
function dayOf({ every, from }: Rule, count: number): number {
  const first = new Date(from);
  if (every !== 'month') return first.getTime() + count * weeks[every] * 7 * day;
  const which = Math.ceil(first.getUTCDate() / 7);
  const month = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + count, 1));
  const earliest = 1 + ((first.getUTCDay() - month.getUTCDay() + 7) % 7);
  const length = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 0)).getUTCDate();
  const date = earliest + (which - 1) * 7;
  const last = earliest + Math.floor((length - earliest) / 7) * 7;
  return Date.UTC(month.getUTCFullYear(), month.getUTCMonth(), which === 5 ? last : date);
}

function timeOf({ time }: Rule): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return (hours * 60 + minutes) * minute;
}

/**
 * The moment at which clocks in the zone show `wall`, which is given as if it were UTC. A time that comes twice is its
 * first; one that is left out is the moment at which the clocks jump over it.
 */
function momentOf(wall: number, zone: string): number {
  const before = offsetAt(wall - 1.5 * day, zone);
  const after = offsetAt(wall + 1.5 * day, zone);
  const fitting = [wall - before, wall - after].filter((moment) => moment + offsetAt(moment, zone) === wall);
  return fitting.length > 0 ? Math.min(...fitting) : jumpBetween(wall - after, wall - before, before, zone);
}

/** The first whole minute from `low` to `high` at which the zone has left the offset. */
function jumpBetween(low: number, high: number, offset: number, zone: string): number {
  let [early, late] = [low, high];
  while (late - early > minute) {
    const middle = early + Math.floor((late - early) / minute / 2) * minute;
    if (offsetAt(middle, zone) === offset) early = middle;
    else late = middle;
  }
  return late;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** How far the zone's clocks are ahead of UTC at a moment, in ms. */
function offsetAt(moment: number, zone: string): number {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return shown - Math.floor(moment / 1000) * 1000;
}
