/** Personal API tokens: shown once, stored as hashes. */
import { randomUUID } from 'node:crypto';
import type { Id } from '#shared/protocol/index.ts';
import { batched } from '../batch.ts';
import { openText, sealText } from '../sealed.ts';
import type { IdentityParts } from './parts.ts';
import { AccountRow, ApiTokenRow } from './models.ts';
import { hashOf, newSecret } from './secret.ts';

interface ApiToken {
  readonly id: Id;
  readonly name: string;
  readonly createdAt: Date;
}

const context = (id: Id) => `api-token/${id}/name`;

export class ApiTokens {
  readonly #parts: IdentityParts;
  readonly #find = batched(ownersOf);

  constructor(parts: IdentityParts) {
    this.#parts = parts;
  }

  async create(accountId: Id, name: string): Promise<ApiToken & { token: string }> {
    const { keySlot } = await AccountRow.findByPk(accountId, { rejectOnEmpty: true });
    const id = randomUUID();
    const token = newSecret();
    const sealed = sealText(this.#parts.keys.cipher(keySlot), context(id), name);
    const row = await ApiTokenRow.create({ id, accountId, tokenHash: hashOf(token), name: sealed });
    return { id, name, createdAt: row.createdAt, token };
  }

  async ofAccount(accountId: Id): Promise<ApiToken[]> {
    const { keySlot } = await AccountRow.findByPk(accountId, { rejectOnEmpty: true });
    const cipher = this.#parts.keys.cipher(keySlot);
    const rows = await ApiTokenRow.findAll({ where: { accountId, revokedAt: null }, order: ['createdAt'] });
    return rows.map(({ id, name, createdAt }) => ({
      id,
      name: openText(cipher, context(id), name),
      createdAt,
    }));
  }

  find(token: string): Promise<{ accountId: Id } | null> {
    return this.#find(hashOf(token));
  }

  async revoke(accountId: Id, id: Id): Promise<boolean> {
    const [revoked] = await ApiTokenRow.update(
      { revokedAt: new Date() },
      { where: { id, accountId, revokedAt: null } },
    );
    return revoked === 1;
  }
}

async function ownersOf(hashes: readonly Buffer[]): Promise<({ accountId: Id } | null)[]> {
  const rows = await ApiTokenRow.findAll({ where: { tokenHash: [...hashes], revokedAt: null } });
  const owners = new Map(
    rows.map(({ tokenHash, accountId }) => [tokenHash.toString('base64'), { accountId }]),
  );
  return hashes.map((hash) => owners.get(hash.toString('base64')) ?? null);
}
