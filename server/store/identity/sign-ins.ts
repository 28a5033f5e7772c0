/** Sign-ins under way: a link and a code for one browser, ten minutes, once. Only hashes and a sealed address are stored. */
import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { Op, type WhereOptions } from 'sequelize';
import { Refusal } from '#shared/protocol/index.ts';
import { openText, sealText } from '../sealed.ts';
import type { IdentityParts } from './parts.ts';
import { SignInRow } from './models.ts';
import { hashOf, newCode, newSecret } from './secret.ts';

const lifetimeMs = 10 * 60_000;
const mostAttempts = 5;
const context = (id: string) => `sign-in/${id}/email`;
/** A code has too few digits for a bare hash; the browser's secret, which we don't store, makes up for them. */
const codeHash = (code: string, browser: string) => createHmac('sha256', browser).update(code).digest();

export class SignIns {
  readonly #parts: IdentityParts;

  constructor(parts: IdentityParts) {
    this.#parts = parts;
  }

  async begin(request: {
    email: string;
    browser: string;
    withCode: boolean;
    now: Date;
  }): Promise<{ token: string; code: string | null }> {
    const { email, browser, withCode, now } = request;
    const id = randomUUID();
    const token = newSecret();
    const code = withCode ? newCode() : null;
    await SignInRow.destroy({ where: { expiresAt: { [Op.lt]: new Date(now.getTime() - lifetimeMs) } } });
    await SignInRow.create({
      id,
      emailLookup: this.#parts.emailLookup(email),
      email: sealText(this.#parts.signInCipher, context(id), email),
      linkHash: hashOf(token),
      codeHash: code === null ? randomBytes(32) : codeHash(code, browser),
      browserHash: hashOf(browser),
      createdAt: now,
      expiresAt: new Date(now.getTime() + lifetimeMs),
    });
    return { token, code };
  }

  async finishByLink(token: string, browser: string | null, now: Date): Promise<string> {
    const where = { linkHash: hashOf(token), ...unused(now) };
    const row = await SignInRow.findOne({ where });
    if (!row) throw new Refusal('code-expired');
    // Looked at before anything is used up: somebody who opens the link elsewhere must not spoil it.
    if (browser === null || !row.browserHash.equals(hashOf(browser))) throw new Refusal('other-browser');
    return this.#use(row, now);
  }

  async finishByCode(code: string, browser: string | null, now: Date): Promise<string> {
    if (browser === null) throw new Refusal('other-browser');
    const where = { browserHash: hashOf(browser), ...unused(now), attempts: { [Op.lt]: mostAttempts } };
    // The try is counted in the statement that reads, so that a hundred tries at once are still five.
    const [, rows] = await SignInRow.update(
      { attempts: this.#parts.sequelize.literal('attempts + 1') },
      { where, returning: true },
    );
    if (rows.length === 0) throw new Refusal('code-expired');
    const given = codeHash(code, browser);
    const row = rows.find((candidate) => timingSafeEqual(candidate.codeHash, given));
    if (!row) throw new Refusal('code-wrong');
    return this.#use(row, now);
  }

  async #use(row: SignInRow, now: Date): Promise<string> {
    const [used] = await SignInRow.update({ usedAt: now }, { where: { id: row.id, ...unused(now) } });
    if (used !== 1) throw new Refusal('code-expired');
    return openText(this.#parts.signInCipher, context(row.id), row.email);
  }
}

function unused(now: Date): WhereOptions<SignInRow> & { usedAt: null } {
  return { usedAt: null, expiresAt: { [Op.gt]: now } };
}
