/** When a retrospective comes again, in words. */
import type { Rule } from '#shared/schedule/rule.ts';
import { rhythms } from '#shared/schedule/rule.ts';
import { m } from '#messages';

type Every = Rule['every'];

const words: Record<Every, () => string> = {
  week: m.every_week,
  '2-weeks': m.every_2_weeks,
  '3-weeks': m.every_3_weeks,
  '4-weeks': m.every_4_weeks,
  month: m.every_month,
};
/** The first to the fourth weekday of a month, then the last one. */
const places = [m.month_first, m.month_second, m.month_third, m.month_fourth, m.month_last];

/** What one can choose from. */
export function rhythmChoices(): { value: Every; name: string }[] {
  return rhythms.map((value) => ({ value, name: words[value]() }));
}

/** A rule in a few words: every 2 weeks, on Friday; every month, on the second Tuesday. */
export function ruleText({ every, from }: Rule): string {
  const [year = 0, month = 1, day = 1] = from.split('-').map(Number);
  const weekday = new Date(year, month - 1, day).toLocaleDateString(undefined, { weekday: 'long' });
  const how = words[every]();
  const place = places[Math.ceil(day / 7) - 1];
  return m.rule_on({ how, weekday: every === 'month' && place ? place({ weekday }) : weekday });
}

/** A moment as the reader's clock shows it, with its weekday. */
export function momentText(moment: string | number): string {
  return new Date(moment).toLocaleString(undefined, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: 'numeric',
    minute: '2-digit',
  });
}

/** Every time zone that this browser can name, its own first. */
export function zones(): string[] {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return [...new Set([own, 'UTC', ...Intl.supportedValuesOf('timeZone')])];
}

/** A day from today on, as a date field holds it. */
export function dayFromNow(days: number): string {
  const date = new Date();
  date.setDate(date.getDate() + days);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
