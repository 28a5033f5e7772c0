/** How often a meeting comes again: from a first day, at a time of day, in a time zone. */
import { z } from 'zod';

/** The rhythms that one may choose, the shortest first. */
export const rhythms = ['week', '2-weeks', '3-weeks', '4-weeks', 'month'] as const;

/** Names of places and UTC; an offset is no time zone, because it knows no daylight saving. */
const zonePattern = /^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/;

/** True when this system's time zone data knows the name. */
export function isZone(zone: string): boolean {
  if (!zonePattern.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

export const ruleSchema = z.strictObject({
  /** `month`: the same weekday of the month as `from`, the first to the fourth; from a fifth one on, the last. */
  every: z.enum(rhythms),
  /** The first day, in the zone. */
  from: z.iso.date(),
  /** The time of day, in the zone. */
  time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  /** An IANA name. */
  zone: z.string().refine(isZone, 'an unknown time zone'),
});
export type Rule = z.infer<typeof ruleSchema>;
