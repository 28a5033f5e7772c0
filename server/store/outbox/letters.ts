/** What a mail about a meeting says, looked up at the moment it is sent. */
import { z } from 'zod';
import type { EmailKind } from '#shared/people/preferences.ts';
import type { Id } from '#shared/protocol/index.ts';
import { teamContext } from '../identity/names.ts';
import { KeyGone, type KeyStore } from '../keys/index.ts';
import { MeetingSeal } from '../log/seal.ts';
import { openProfile } from '../profile.ts';
import { openJson, openText } from '../sealed.ts';
import type { Db } from '../transaction.ts';
import type { QueuedMail } from './rows.ts';

/** Everything that a mail may need. */
export interface Letter {
  readonly to: { readonly name: string; readonly email: string };
  readonly meeting: {
    readonly id: Id;
    readonly kind: string;
    readonly title: string;
    readonly state: 'draft' | 'open' | 'closed';
    readonly team: string;
    /** Who made it; null when that is the receiver, or gone. */
    readonly by: string | null;
    /** As its kind stored it at the close. */
    readonly summary: unknown;
  };
}

interface Row {
  account_slot: number;
  profile: Buffer;
  team_id: Id;
  team_name: Buffer;
  organisation_slot: number;
  kind: string;
  state: 'draft' | 'open' | 'closed';
  title: Buffer;
  content_slot: number;
  summary: Buffer | null;
  maker_id: Id | null;
  maker_name: Buffer | null;
}

/** What a person turns off in the preferences, by mail. */
const switches: Readonly<Record<QueuedMail['mail'], EmailKind>> = {
  invitation: 'invitations',
  summary: 'summaries',
};

export class Letters {
  readonly #db: Db;
  readonly #keys: KeyStore;

  constructor(db: Db, keys: KeyStore) {
    this.#db = db;
    this.#keys = keys;
  }

  /** Null when the receiver does without such mails or left the team, or when one of them is gone. */
  async letter({ to, mail, meetingId }: QueuedMail): Promise<Letter | null> {
    const { rows } = await this.#db.query<Row>(
      `select a.key_slot as account_slot, a.profile, t.id as team_id, t.name as team_name, o.key_slot as organisation_slot,
          m.kind, m.state, m.title, m.content_slot, m.summary, p.id as maker_id, p.name as maker_name
        from meetings m
        join teams t on t.id = m.team_id
        join organisations o on o.id = m.organisation_id
        join team_members tm on tm.team_id = m.team_id and tm.account_id = $1
        join accounts a on a.id = tm.account_id
        left join participants p on p.meeting_id = m.id and p.account_id = m.created_by and p.account_id <> $1
        where m.id = $2`,
      [to, meetingId],
    );
    const [row] = rows;
    if (!row) return null;
    try {
      return this.#open(row, { to, mail, meetingId });
    } catch (error) {
      // Its organisation or its receiver is being deleted at this moment.
      if (error instanceof KeyGone) return null;
      throw error;
    }
  }

  #open(row: Row, { to, mail, meetingId }: QueuedMail): Letter | null {
    const seal = new MeetingSeal(this.#keys, {
      meetingId,
      contentSlot: row.content_slot,
      privateSlot: null,
    });
    const { name, email, preferences } = openProfile(this.#keys.cipher(row.account_slot), to, row.profile);
    if (!preferences.emails[switches[mail]]) return null;
    return {
      to: { name, email },
      meeting: {
        id: meetingId,
        kind: row.kind,
        title: openText(seal.content, seal.context('title'), row.title),
        state: row.state,
        team: openText(this.#keys.cipher(row.organisation_slot), teamContext(row.team_id), row.team_name),
        by:
          row.maker_id && row.maker_name
            ? openText(seal.content, seal.context(`participant/${row.maker_id}`), row.maker_name)
            : null,
        summary: row.summary
          ? openJson(seal.content, seal.context('summary'), row.summary, z.unknown())
          : null,
      },
    };
  }
}
