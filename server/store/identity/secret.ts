import { createHash, randomBytes, randomInt } from 'node:crypto';

/** A secret that can't be guessed: 256 bits, safe in a URL, a header and a subprotocol. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a secret. It has 256 bits, so a plain hash can't be searched back. */
export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest();
}

/** Six digits. Few enough to guess, so they count only for one browser, ten minutes and five tries. */
export function newCode(): string {
  return randomInt(1_000_000).toString().padStart(6, '0');
}
