import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';

const nonceBytes = 12;
const tagBytes = 16;

/** What can be done with one key. `context` says what the text is and where it lies: moved elsewhere it can't be opened. */
export interface Cipher {
  seal(plain: Uint8Array, context: string): Buffer;
  /** Throws when the text, the key or the context is another one. */
  open(sealed: Uint8Array, context: string): Buffer;
  /** A name that says nothing to whoever lacks the key. */
  hmac(text: string): Buffer;
}

function subkey(key: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, new Uint8Array(0), `team-oclock/${purpose}`, 32));
}

/** AES-256-GCM: nonce, text, tag. */
export function sealWith(key: Uint8Array | KeyObject, plain: Uint8Array, context: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(context, 'utf8'));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Undoes `sealWith`. */
export function openWith(key: Uint8Array | KeyObject, sealed: Uint8Array, context: string): Buffer {
  if (sealed.byteLength < nonceBytes + tagBytes) throw new Error('sealed text is too short');
  const end = sealed.byteLength - tagBytes;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes));
  decipher.setAAD(Buffer.from(context, 'utf8'));
  decipher.setAuthTag(sealed.subarray(end));
  return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, end)), decipher.final()]);
}

/** A cipher of a key: one subkey for texts, another for names, so that neither use weakens the other. */
export function cipherOf(key: Uint8Array): Cipher {
  const texts = createSecretKey(subkey(key, 'texts'));
  const names = createSecretKey(subkey(key, 'names'));
  return {
    seal: (plain, context) => sealWith(texts, plain, context),
    open: (sealed, context) => openWith(texts, sealed, context),
    hmac: (text) => createHmac('sha256', names).update(text, 'utf8').digest(),
  };
}

/** A cipher of the master key itself, for what belongs to no key of the store yet: pending sign-ins, look-up indexes. */
export function cipherFromMaster(masterKey: Uint8Array, purpose: string): Cipher {
  return cipherOf(subkey(masterKey, `master/${purpose}`));
}
