import { randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { cipherFromMaster, cipherOf, openWith, sealWith, type Cipher } from './cipher.ts';
import { destroyedSlot, liveSlot, openSlots, readSlot, sealedAt, slotState, writeSlot } from './slots.ts';

export { cipherFromMaster, type Cipher } from './cipher.ts';

/** The key was destroyed, or never was: what lies under it can't be read by anybody any more. */
export class KeyGone extends Error {
  constructor(slot: number) {
    super(`the key in slot ${slot} is gone`);
    this.name = 'KeyGone';
  }
}

/** Keys by the number of their slot. A number is safe to store; the keys themselves never leave here. */
export interface KeyStore {
  /** A new key, durable when this resolves. */
  create(): Promise<number>;
  /** Throws `KeyGone`. Ask each time: another process may have destroyed the key. */
  cipher(slot: number): Cipher;
  /** Overwrites the key. Doing it twice is doing it once. */
  destroy(slot: number): Promise<void>;
  close(): Promise<void>;
}

interface Opening {
  readonly dir: string;
  readonly masterKey: Uint8Array;
  /** A slot number that nobody else ever gets: a sequence in Postgres, so that processes may share the folder. */
  readonly allocate: () => Promise<number>;
}

/** Opens the key store in a folder. Refuses a master key that is not the one it was made with. */
export async function openKeyStore({ dir, masterKey, allocate }: Opening): Promise<KeyStore> {
  if (masterKey.byteLength !== 32) throw new Error('MASTER_KEY must be 32 bytes');
  const file = await openSlots(dir, () => liveSlot(sealWith(masterKey, randomBytes(32), wrapContext(0))));
  const header = readSlot(file, 0);
  try {
    openWith(masterKey, header.subarray(sealedAt), wrapContext(0));
  } catch (cause) {
    await file.close();
    throw new Error(
      `MASTER_KEY does not open the key store in ${dir}: it was made with another one, or the file is damaged`,
      { cause },
    );
  }
  return keyStore(file, masterKey, allocate);
}

/** Looks people up by their address without storing it: equal addresses, in any case, give equal bytes. */
export function emailIndex(masterKey: Uint8Array): (email: string) => Buffer {
  const cipher = cipherFromMaster(masterKey, 'email-index');
  return (email) => cipher.hmac(email.trim().toLowerCase());
}

const wrapContext = (slot: number) => `slot ${slot}`;

function keyStore(file: FileHandle, masterKey: Uint8Array, allocate: () => Promise<number>): KeyStore {
  const cached = new Map<number, { readonly bytes: Buffer; readonly cipher: Cipher }>();

  function checked(slot: number): number {
    if (!Number.isSafeInteger(slot) || slot < 1) throw new Error(`no key has slot ${slot}`);
    return slot;
  }

  return {
    async create() {
      const slot = checked(await allocate());
      if (readSlot(file, slot)[0] !== slotState.empty) {
        throw new Error(`key slot ${slot} is in use already: the database is older than the key store`);
      }
      await writeSlot(file, slot, liveSlot(sealWith(masterKey, randomBytes(32), wrapContext(slot))));
      return slot;
    },
    cipher(slot) {
      const bytes = readSlot(file, checked(slot));
      const known = cached.get(slot);
      if (known?.bytes.equals(bytes)) return known.cipher;
      cached.delete(slot);
      if (bytes[0] !== slotState.live) throw new KeyGone(slot);
      const cipher = cipherOf(openWith(masterKey, bytes.subarray(sealedAt), wrapContext(slot)));
      cached.set(slot, { bytes, cipher });
      return cipher;
    },
    async destroy(slot) {
      cached.delete(checked(slot));
      if (readSlot(file, slot)[0] === slotState.destroyed) return;
      await writeSlot(file, slot, destroyedSlot());
    },
    close: () => file.close(),
  };
}
