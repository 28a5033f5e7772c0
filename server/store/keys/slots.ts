/**
 * The file of slots: fixed places, overwritten where they lie, so that a destroyed key leaves no copy behind. Nothing
 * else may ever hold a wrapped key: not Postgres, whose WAL and backups remember.
 */
import { randomBytes } from 'node:crypto';
import { readSync } from 'node:fs';
import { link, mkdir, open, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** State (1), padding (3), sealed key: nonce, 32 bytes, tag (60). */
export const slotBytes = 64;
export const sealedAt = 4;

export const slotState = { empty: 0, live: 1, destroyed: 2 } as const;

/** A slot that holds a sealed key. */
export function liveSlot(sealed: Uint8Array): Buffer {
  const slot = Buffer.alloc(slotBytes);
  slot[0] = slotState.live;
  slot.set(sealed, sealedAt);
  return slot;
}

/** What is written over a key. */
export function destroyedSlot(): Buffer {
  const slot = randomBytes(slotBytes);
  slot[0] = slotState.destroyed;
  return slot;
}

/** Opens the file, made with its header when it is the first time; two processes may do so at once. */
export async function openSlots(dir: string, header: () => Buffer): Promise<FileHandle> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, 'keys');
  try {
    return await open(path, 'r+');
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error;
  }
  // Complete before it has its name: nobody ever sees half a header.
  const draft = join(dir, `keys.${randomBytes(8).toString('hex')}`);
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(header());
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    await unlink(draft);
  }
  const folder = await open(dir, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
  return open(path, 'r+');
}

/** Reads one slot. Synchronous, because it is one small read of a cached page, asked on every use of a key. */
export function readSlot(file: FileHandle, slot: number): Buffer {
  // From Node's pool: a buffer of its own for every use of a key is what the collector then works on.
  const bytes = Buffer.allocUnsafe(slotBytes);
  const read = readSync(file.fd, bytes, 0, slotBytes, slot * slotBytes);
  return bytes.fill(0, read);
}

/** Writes one slot and waits until the disk has it. */
export async function writeSlot(file: FileHandle, slot: number, bytes: Uint8Array): Promise<void> {
  const { bytesWritten } = await file.write(bytes, 0, slotBytes, slot * slotBytes);
  if (bytesWritten !== slotBytes) throw new Error(`key slot ${slot} was written in part`);
  await file.sync();
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
