import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { emailIndex, KeyGone, openKeyStore } from './index.ts';

const masterKey = randomBytes(32);
const text = Buffer.from('the deploy took too long');
let dir: string;
let next = 0;
const open = (key: Uint8Array = masterKey) =>
  openKeyStore({ dir, masterKey: key, allocate: () => Promise.resolve(++next) });

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'team-oclock-keys-'));
  next = 0;
});
afterEach(() => rm(dir, { recursive: true }));

describe('key store', () => {
  test('a text opens under its key and context alone', async () => {
    const keys = await open();
    const [one, other] = [keys.cipher(await keys.create()), keys.cipher(await keys.create())];
    const sealed = one.seal(text, 'here');
    expect(one.open(sealed, 'here')).toEqual(text);
    expect(() => one.open(sealed, 'elsewhere')).toThrow();
    expect(() => other.open(sealed, 'here')).toThrow();
    expect(one.hmac('a')).not.toEqual(other.hmac('a'));
    await keys.close();
  });

  test('keys outlive the process', async () => {
    const first = await open();
    const slot = await first.create();
    const sealed = first.cipher(slot).seal(text, 'here');
    await first.close();
    const second = await open();
    expect(second.cipher(slot).open(sealed, 'here')).toEqual(text);
    await second.close();
  });

  test('a destroyed key is gone in every process, its bytes too, and destroying again changes nothing', async () => {
    const [here, there] = await Promise.all([open(), open()]);
    const slot = await here.create();
    const kept = await here.create();
    expect(there.cipher(slot)).toBeDefined();
    const before = await readFile(join(dir, 'keys'));
    const wrapped = before.subarray(slot * 64 + 4, slot * 64 + 64);
    await here.destroy(slot);
    await here.destroy(slot);
    expect(() => here.cipher(slot)).toThrow(KeyGone);
    expect(() => there.cipher(slot)).toThrow(KeyGone);
    expect((await readFile(join(dir, 'keys'))).includes(wrapped)).toBe(false);
    expect(there.cipher(kept)).toBeDefined();
    await Promise.all([here.close(), there.close()]);
  });

  test('a wrong or short master key is refused and the message names it', async () => {
    await (await open()).close();
    await expect(open(randomBytes(32))).rejects.toThrow(/MASTER_KEY does not open/);
    await expect(open(randomBytes(16))).rejects.toThrow(/MASTER_KEY must be 32 bytes/);
  });

  test('a slot that is in use is never written over', async () => {
    const keys = await open();
    const slot = await keys.create();
    next = slot - 1;
    await expect(keys.create()).rejects.toThrow(/in use/);
    await keys.close();
  });
});

test('the email index ignores case and depends on the master key', () => {
  const index = emailIndex(masterKey);
  expect(index('Ann@Example.com')).toEqual(index(' ann@example.com'));
  expect(index('ann@example.com')).not.toEqual(emailIndex(randomBytes(32))('ann@example.com'));
});
