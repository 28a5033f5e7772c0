/** Fields that several resources take. */
import { z } from 'zod';
import { oneLine } from '#shared/meeting/setup.ts';
import { idSchema, interfaceLimits } from '#shared/protocol/index.ts';

/** A person's, team's or organisation's name. */
export const nameField = z.string().trim().min(1).max(interfaceLimits.name).regex(oneLine);
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
