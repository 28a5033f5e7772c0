/** Sessions of browsers. The cookie's secret is stored as a hash only. */
import { Op } from 'sequelize';
import type { Id } from '#shared/protocol/index.ts';
import { SessionRow } from './models.ts';
import { hashOf, newSecret } from './secret.ts';

const lifetimeMs = 30 * 86_400_000;
/** `last_seen` is for people to look at: this precise is enough. */
const seenEveryMs = 5 * 60_000;

export class Sessions {
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
    const row = await SessionRow.findOne({
      where: { tokenHash: hashOf(token), expiresAt: { [Op.gt]: now } },
    });
    if (!row) return null;
    if (now.getTime() - row.lastSeen.getTime() > seenEveryMs) await row.update({ lastSeen: now });
    return { accountId: row.accountId };
  }

  async end(token: string): Promise<void> {
    await SessionRow.destroy({ where: { tokenHash: hashOf(token) } });
  }
}
