/** What a person prefers, wherever they sign in: kept with the account. */
import { z } from 'zod';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];
/** `reduced`: nothing moves, whatever the system says. */
export const motions = ['system', 'reduced'] as const;
export type Motion = (typeof motions)[number];
/** The mails one can do without. Sign-in mails always come. */
export const emailKinds = ['invitations', 'summaries', 'reminders'] as const;
export type EmailKind = (typeof emailKinds)[number];

const zonePattern = /^[A-Za-z][\w+-]*(\/[\w+-]+)*$/;

/** True for a time zone by its IANA name; offsets are none, they know no daylight saving. */
export function isTimeZone(name: string): boolean {
  if (!zonePattern.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone.length > 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

const fields = {
  /** Null until the person's first browser has told it. */
  timeZone: z.string().max(64).refine(isTimeZone).nullable(),
  /** A BCP 47 tag; null: the language of the browser. */
  locale: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/)
    .nullable(),
  theme: z.enum(themes),
  motion: z.enum(motions),
};
const emails = { invitations: z.boolean(), summaries: z.boolean(), reminders: z.boolean() };

export const preferencesSchema = z.object({ ...fields, emails: z.object(emails) });
export type Preferences = z.infer<typeof preferencesSchema>;

/** Some of them, as a form sends them. */
export const preferencesChangeSchema = z
  .strictObject({ ...fields, emails: z.strictObject(emails).partial() })
  .partial();
export type PreferencesChange = z.infer<typeof preferencesChangeSchema>;

/** What holds until a person says otherwise. */
export const firstPreferences: Preferences = {
  timeZone: null,
  locale: null,
  theme: 'system',
  motion: 'system',
  emails: { invitations: true, summaries: true, reminders: true },
};

/** As stored: what an older or newer version of the product did not know is what holds at first. */
export const keptPreferencesSchema = z
  .object({ ...fields, emails: z.object(emails).partial() })
  .partial()
  .default({})
  .transform((kept) => changedPreferences(firstPreferences, kept));

/** The preferences after a change. */
export function changedPreferences(present: Preferences, change: PreferencesChange): Preferences {
  return preferencesSchema.parse({ ...present, ...change, emails: { ...present.emails, ...change.emails } });
}
