/** Sessions of browsers. The cookie's secret is stored as a hash only. */
import type { Id } from '#shared/protocol/index.ts';
import { batched } from '../batch.ts';
import { SessionRow } from './models.ts';
import { hashOf, newSecret } from './secret.ts';

const lifetimeMs = 30 * 86_400_000;
/** `last_seen` is for people to look at: this precise is enough. */
const seenEveryMs = 5 * 60_000;

export class Sessions {
  readonly #find = batched(rowsOf);

  async start(accountId: Id, now: Date): Promise<{ token: string; expiresAt: Date }> {
    const token = newSecret();
    const expiresAt = new Date(now.getTime() + lifetimeMs);
    await SessionRow.create({
      tokenHash: hashOf(token),
      accountId,
      createdAt: now,
      expiresAt,
      lastSeen: now,
    });
    return { token, expiresAt };
  }

  async find(token: string, now: Date): Promise<{ accountId: Id } | null> {
    const row = await this.#find(hashOf(token));
    if (!row || row.expiresAt <= now) return null;
    if (now.getTime() - row.lastSeen.getTime() > seenEveryMs) await row.update({ lastSeen: now });
    return { accountId: row.accountId };
  }

  async end(token: string): Promise<void> {
    await SessionRow.destroy({ where: { tokenHash: hashOf(token) } });
  }
}

async function rowsOf(hashes: readonly Buffer[]): Promise<(SessionRow | null)[]> {
  const rows = await SessionRow.findAll({ where: { tokenHash: [...hashes] } });
  const byHash = new Map(rows.map((row) => [row.tokenHash.toString('base64'), row]));
  return hashes.map((hash) => byHash.get(hash.toString('base64')) ?? null);
}
