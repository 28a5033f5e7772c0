import { z } from 'zod';
import { audienceOf, setupFields, type Audience, type Setup } from '#shared/meeting/setup.ts';
import type { Id } from '#shared/protocol/index.ts';
import type { MeetingSeal } from '../log/seal.ts';
import { openJson, sealJson } from '../sealed.ts';

/** A setup as it lies sealed; the options are its kind's business. */
export const storedSetup = z.strictObject(setupFields(z.unknown()));

/** For the column `meetings.setup`. */
export function sealSetup(seal: MeetingSeal, setup: Setup): Buffer {
  return sealJson(seal.content, seal.context('setup'), setup);
}

/** Reads the column `meetings.setup`. */
export function openSetup(seal: MeetingSeal, sealed: Uint8Array): Setup {
  return openJson(seal.content, seal.context('setup'), sealed, storedSetup);
}

/** Whose business a draft is; null for what is no draft any more. */
export function draftAudience(
  seal: MeetingSeal,
  { setup, created_by: maker }: { readonly setup: Buffer | null; readonly created_by: Id | null },
): Audience | null {
  return setup && audienceOf(openSetup(seal, setup), maker);
}
