/** Fields that several resources take. */
import { z } from 'zod';
import { idSchema, interfaceLimits } from '#shared/protocol/index.ts';

// Control and direction-override characters could make one name look like another.
const oneLine = /^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u;

/** A person's, team's or organisation's name. */
export const nameField = z.string().trim().min(1).max(interfaceLimits.name).regex(oneLine);
/** A meeting's title. */
export const titleField = z.string().trim().min(1).max(interfaceLimits.meetingTitle).regex(oneLine);
export const goalField = z.string().trim().max(interfaceLimits.meetingGoal);
/** An email address, as people type it. */
export const emailField = z
  .string()
  .trim()
  .max(254)
  .transform((value) => value.normalize('NFC').toLowerCase())
  .pipe(z.email());
/** A secret that came by mail or link. */
export const tokenField = z.string().regex(/^[\w-]{20,200}$/);
/** A day, without a time. */
export const dayField = z.iso.date();
export const instant = z.date().transform((value) => value.toISOString());
export const roleField = z.enum(['administrator', 'manager', 'member']);
export const idField = idSchema;
