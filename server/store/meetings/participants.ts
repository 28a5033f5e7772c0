import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { isAmong } from '#shared/meeting/setup.ts';
import { Refusal, type Id, type ParticipantRole } from '#shared/protocol/index.ts';
import type { Admission } from '../../rooms/admission.ts';
import { MeetingSeal } from '../log/seal.ts';
import { batched } from '../batch.ts';
import type { KeyStore } from '../keys/index.ts';
import { openProfile } from '../profile.ts';
import { openText, sealText } from '../sealed.ts';
import type { Db } from '../transaction.ts';
import { draftAudience } from './stored-setup.ts';

interface MeetingRow {
  state: 'draft' | 'open' | 'closed';
  guests: boolean;
  content_slot: number;
  private_slot: number | null;
}

/** A place, with the rights that team and organisation give at this moment. */
interface PlaceRow extends MeetingRow {
  setup: Buffer | null;
  created_by: Id | null;
  id: Id | null;
  name: Buffer | null;
  role: ParticipantRole;
  manages: boolean;
  removed: boolean;
}

interface Visit {
  readonly meetingId: Id;
  readonly accountId: Id;
}

const hashOf = (token: string) => createHash('sha256').update(token, 'utf8').digest();

/** Places in meetings. What a member may do there follows from the team and the organisation, at every look. */
export class Participants {
  readonly #db: Db;
  readonly #keys: KeyStore;
  readonly #placeOf: (who: Visit) => Promise<PlaceRow | undefined>;

  constructor(db: Db, keys: KeyStore) {
    this.#db = db;
    this.#placeOf = batched((visits) => placesOf(db, visits));
    this.#keys = keys;
  }

  /** The place of a member of the meeting's team, made at the first visit. Throws `not-found`, `removed`, `meeting-not-started`, `meeting-closed`. */
  async admitAccount(meetingId: Id, accountId: Id): Promise<Admission> {
    let place = await this.#placeOf({ meetingId, accountId });
    const audience = place && draftAudience(this.#sealOf(meetingId, place), place);
    if (audience) throw new Refusal(isAmong(audience, accountId) ? 'meeting-not-started' : 'not-found');
    if (place && place.id === null) {
      if (place.state === 'closed') throw new Refusal('meeting-closed');
      await this.#addAccount(this.#sealOf(meetingId, place), accountId);
      place = await this.#placeOf({ meetingId, accountId });
    }
    if (!place) throw new Refusal('not-found');
    return this.#admission(meetingId, place);
  }

  /** Gives an account its place, under the name in its profile; a second time changes nothing. */
  async #addAccount(seal: MeetingSeal, accountId: Id): Promise<void> {
    const { rows } = await this.#db.query<{ key_slot: number; profile: Buffer }>(
      'select key_slot, profile from accounts where id = $1',
      [accountId],
    );
    const [account] = rows;
    if (!account) throw new Refusal('not-found');
    const { name } = openProfile(this.#keys.cipher(account.key_slot), accountId, account.profile);
    const id = randomUUID();
    await this.#db.query(
      `insert into participants (id, meeting_id, account_id, name, role) values ($1, $2, $3, $4, 'member')
        on conflict (meeting_id, account_id) do nothing`,
      [id, seal.meetingId, accountId, sealText(seal.content, seal.context(`participant/${id}`), name)],
    );
  }

  /** A place for somebody without an account. The token is theirs alone: only its hash is kept. */
  async addGuest(meetingId: Id, name: string): Promise<{ memberId: Id; token: string }> {
    const meeting = await this.#meeting(meetingId);
    if (!meeting) throw new Refusal('not-found');
    if (!meeting.guests) throw new Refusal('guests-not-allowed');
    if (meeting.state === 'draft') throw new Refusal('meeting-not-started');
    if (meeting.state === 'closed') throw new Refusal('meeting-closed');
    const seal = this.#sealOf(meetingId, meeting);
    const memberId = randomUUID();
    const token = randomBytes(32).toString('base64url');
    await this.#db.query(
      `insert into participants (id, meeting_id, name, role, guest_token_hash) values ($1, $2, $3, 'guest', $4)`,
      [
        memberId,
        meetingId,
        sealText(seal.content, seal.context(`participant/${memberId}`), name),
        hashOf(token),
      ],
    );
    return { memberId, token };
  }

  /** Whose pass this is. */
  async guestByToken(token: string): Promise<{ meetingId: Id; memberId: Id } | null> {
    const { rows } = await this.#db.query<{ id: Id; meeting_id: Id }>(
      'select id, meeting_id from participants where guest_token_hash = $1',
      [hashOf(token)],
    );
    const [row] = rows;
    return row ? { meetingId: row.meeting_id, memberId: row.id } : null;
  }

  /** A guest's place. Throws `not-found`, `removed`. */
  async admitGuest(meetingId: Id, memberId: Id): Promise<Admission> {
    const { rows } = await this.#db.query<PlaceRow>({
      name: 'place-of-guest',
      text: `select m.state, m.guests, m.content_slot, m.private_slot, m.setup, m.created_by, p.id, p.name, p.removed_at is not null as removed,
          'guest' as role, false as manages
        from meetings m join participants p on p.meeting_id = m.id and p.id = $2 and p.role = 'guest'
        where m.id = $1`,
      values: [meetingId, memberId],
    });
    const [place] = rows;
    if (!place) throw new Refusal('not-found');
    return this.#admission(meetingId, place);
  }

  /** Ends a place for good. A trigger raises the epoch in the same transaction. */
  async removeParticipant(meetingId: Id, memberId: Id): Promise<void> {
    await this.#db.query(
      'update participants set removed_at = now() where id = $1 and meeting_id = $2 and removed_at is null',
      [memberId, meetingId],
    );
  }

  #admission(meetingId: Id, place: PlaceRow): Admission {
    const { id, name, role, manages, removed } = place;
    if (id === null || name === null) throw new Refusal('not-found');
    if (removed) throw new Refusal('removed');
    const seal = this.#sealOf(meetingId, place);
    const said = openText(seal.content, seal.context(`participant/${id}`), name);
    return { memberId: id, name: said, role, manages };
  }

  async #meeting(meetingId: Id): Promise<MeetingRow | undefined> {
    const { rows } = await this.#db.query<MeetingRow>(
      'select state, guests, content_slot, private_slot from meetings where id = $1',
      [meetingId],
    );
    return rows[0];
  }

  #sealOf(meetingId: Id, { content_slot: contentSlot, private_slot: privateSlot }: MeetingRow): MeetingSeal {
    return new MeetingSeal(this.#keys, { meetingId, contentSlot, privateSlot });
  }
}

/** A row by its keys for each visit: who comes in does not read all the others. */
async function placesOf(db: Db, visits: readonly Visit[]): Promise<(PlaceRow | undefined)[]> {
  const { rows } = await db.query<PlaceRow & { ordinality: number }>({
    name: 'places-of-accounts',
    text: `select v.ordinality::int, m.state, m.guests, m.content_slot, m.private_slot, m.setup, m.created_by, p.id, p.name,
        coalesce(p.removed_at is not null, false) as removed,
        case when t.observer then 'observer' else 'member' end as role,
        o.role in ('manager', 'administrator') as manages
      from unnest($1::uuid[], $2::uuid[]) with ordinality as v(meeting_id, account_id, ordinality)
      join meetings m on m.id = v.meeting_id
      join team_members t on t.team_id = m.team_id and t.account_id = v.account_id
      join memberships o on o.organisation_id = m.organisation_id and o.account_id = v.account_id
      left join participants p on p.meeting_id = m.id and p.account_id = v.account_id`,
    values: [visits.map(({ meetingId }) => meetingId), visits.map(({ accountId }) => accountId)],
  });
  const byVisit = new Map(rows.map((row) => [row.ordinality, row]));
  return visits.map((_, index) => byVisit.get(index + 1));
}
