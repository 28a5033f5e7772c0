/** A draft becomes a meeting: within the command's transaction that writes its first board. */
import { randomUUID } from 'node:crypto';
import type { Person } from '#shared/meeting/index.ts';
import { Refusal, type Id } from '#shared/protocol/index.ts';
import type { Opening, Starter } from '../../rooms/ports.ts';
import { KeyGone, type KeyStore } from '../keys/index.ts';
import type { MeetingSeal } from '../log/seal.ts';
import { queueMails } from '../outbox/rows.ts';
import { openProfile } from '../profile.ts';
import { sealText } from '../sealed.ts';
import type { Db } from '../transaction.ts';
import { scheduleNext } from './schedule.ts';
import { openSetup } from './stored-setup.ts';

interface Place {
  readonly accountId: Id;
  readonly person: Person;
}

/**
 * Gives everybody who is asked a place, queues their invitations and opens the doors. Who left the team since the setup
 * was made is not asked. Null when the meeting is open already.
 */
export async function startMeeting(
  db: Db,
  keys: KeyStore,
  seal: MeetingSeal,
  by: Starter,
): Promise<Opening | null> {
  const { meetingId } = seal;
  const { rows } = await db.query<{ team_id: Id; setup: Buffer | null; repeat_id: Id | null }>(
    'select team_id, setup, repeat_id from meetings where id = $1 for update',
    [meetingId],
  );
  const [row] = rows;
  if (!row) throw new Refusal('not-found');
  if (!row.setup) return null;
  const { title, goal, options, invited } = openSetup(seal, row.setup);
  const asked = (accountId: Id) => invited?.includes(accountId) ?? true;
  const team = await membersOf(db, keys, row.team_id);
  const places = team.filter(({ accountId }) => accountId === by.accountId || asked(accountId));
  const first = places.find(({ accountId }) => accountId === by.accountId);
  if (!first || first.person.role === 'observer') throw new Refusal('not-allowed', 'not in the team');
  await addPlaces(db, seal, places);
  // From here on its date is the day on which it was held.
  await db.query(`update meetings set state = 'open', setup = null, created_at = now() where id = $1`, [
    meetingId,
  ]);
  const told = places.filter((place) => !by.here || place !== first);
  await queueMails(
    db,
    keys,
    told.map(({ accountId: to }) => ({ to, mail: 'invitation' as const, meetingId })),
  );
  if (row.repeat_id) await scheduleNext(db, keys, row.repeat_id);
  return {
    setup: {
      title,
      goal,
      options,
      invited: places.filter((place) => place !== first).map(({ person }) => person),
    },
    facilitator: by.here ? first.person : { ...first.person, awaited: true },
  };
}

/** Everybody in a team, under the names in their profiles. */
async function membersOf(db: Db, keys: KeyStore, teamId: Id): Promise<Place[]> {
  const { rows } = await db.query<{ id: Id; key_slot: number; profile: Buffer; observer: boolean }>(
    `select a.id, a.key_slot, a.profile, tm.observer
      from team_members tm
      join teams t on t.id = tm.team_id
      join memberships o on o.organisation_id = t.organisation_id and o.account_id = tm.account_id
      join accounts a on a.id = tm.account_id
      where tm.team_id = $1 order by tm.created_at, a.id`,
    [teamId],
  );
  return rows.flatMap(({ id: accountId, key_slot: slot, profile, observer }) => {
    try {
      const { name } = openProfile(keys.cipher(slot), accountId, profile);
      const role = observer ? ('observer' as const) : ('member' as const);
      return [{ accountId, person: { id: randomUUID(), name, role } }];
    } catch (error) {
      // The account is being deleted at this moment.
      if (error instanceof KeyGone) return [];
      throw error;
    }
  });
}

async function addPlaces(db: Db, seal: MeetingSeal, places: readonly Place[]): Promise<void> {
  await db.query(
    `insert into participants (id, meeting_id, account_id, name, role)
      select p.id, $1, p.account_id, p.name, 'member' from unnest($2::uuid[], $3::uuid[], $4::bytea[]) as p (id, account_id, name)`,
    [
      seal.meetingId,
      places.map(({ person }) => person.id),
      places.map(({ accountId }) => accountId),
      places.map(({ person: { id, name } }) =>
        sealText(seal.content, seal.context(`participant/${id}`), name),
      ),
    ],
  );
}
