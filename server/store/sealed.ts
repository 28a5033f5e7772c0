import type { z } from 'zod';
import type { Cipher } from './keys/index.ts';

/** Seals a value as JSON. */
export function sealJson(cipher: Cipher, context: string, value: unknown): Buffer {
  return cipher.seal(Buffer.from(JSON.stringify(value ?? null), 'utf8'), context);
}

/** Opens what `sealJson` sealed, as the given shape. */
export function openJson<T>(cipher: Cipher, context: string, sealed: Uint8Array, shape: z.ZodType<T>): T {
  return shape.parse(JSON.parse(cipher.open(sealed, context).toString('utf8')));
}

/** Seals a name or a title. */
export function sealText(cipher: Cipher, context: string, text: string): Buffer {
  return cipher.seal(Buffer.from(text, 'utf8'), context);
}

/** Opens what `sealText` sealed. */
export function openText(cipher: Cipher, context: string, sealed: Uint8Array): string {
  return cipher.open(sealed, context).toString('utf8');
}
