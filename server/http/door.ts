/** Who stands at the door of a meeting, for every transport. */
import { can } from '#shared/permissions/index.ts';
import { Refusal, type Id } from '#shared/protocol/index.ts';
import type { Admission, Door, Visitor } from '#server/rooms/admission.ts';
import { cookieJar } from './cookies.ts';
import {
  bearerOf,
  callerByCookies,
  callerByToken,
  guestOf,
  personOf,
  type Caller,
  type IdentityDeps,
} from './identity.ts';
import type { ApiTokens, Meetings, People, RightsChanges, Sessions, Teams } from './ports.ts';

export interface DoorDeps {
  readonly origin: string;
  readonly people: Pick<People, 'account'>;
  readonly teams: Pick<Teams, 'standing'>;
  readonly sessions: Pick<Sessions, 'find'>;
  readonly tokens: Pick<ApiTokens, 'find'>;
  readonly meetings: Pick<Meetings, 'get' | 'enter' | 'guest' | 'place'>;
  readonly changes: Pick<RightsChanges, 'listen'>;
  now(): Date;
}

/** The token among a socket's subprotocols: browsers can set no other header there. */
function protocolToken(header: string | undefined): string | undefined {
  const token = header
    ?.split(',')
    .map((part) => part.trim())
    .find((part) => part.startsWith('token.'));
  return token?.slice('token.'.length);
}

function visitorOf(caller: Caller): Visitor | null {
  if (caller.kind === 'nobody') return null;
  const guest = caller.guest && { meetingId: caller.guest.meetingId, memberId: caller.guest.memberId };
  if (caller.kind === 'guest') {
    return { person: guestOf(caller.guest.memberId), via: 'guest', accountId: null, guest };
  }
  return { person: personOf(caller.accountId), via: caller.via, accountId: caller.accountId, guest };
}

/** Makes the door. */
export function createDoor(deps: DoorDeps): Door {
  const cookies = cookieJar(deps.origin);
  const identity: IdentityDeps = { ...deps, cookies, now: () => deps.now() };

  async function admitPerson(accountId: Id, meetingId: Id, teamId: Id): Promise<Admission | null> {
    const [standing, account] = await Promise.all([
      deps.teams.standing(teamId, accountId),
      deps.people.account(accountId),
    ]);
    if (!standing || !account || !can(standing.actor, 'meeting.read')) return null;
    const place = await deps.meetings.enter(meetingId, {
      accountId,
      name: account.name,
      role: standing.actor.observer ? 'observer' : 'member',
      manages: can(standing.actor, 'team.update'),
    });
    if (place.removed) throw new Refusal('removed');
    return place;
  }

  async function admitGuest(memberId: Id): Promise<Admission> {
    const place = await deps.meetings.place(memberId);
    if (!place) throw new Refusal('not-found');
    if (place.removed) throw new Refusal('removed');
    return place;
  }

  return {
    async identify(headers) {
      try {
        const token = bearerOf(headers) ?? protocolToken(headers['sec-websocket-protocol']);
        if (token !== undefined) return visitorOf(await callerByToken(identity, token));
      } catch (error) {
        if (error instanceof Refusal) return null;
        throw error;
      }
      // A browser sends its cookies to whatever page asks: only our own may open a socket with them.
      if (headers.origin !== deps.origin) return null;
      return visitorOf(await callerByCookies(identity, cookies.read(headers.cookie)));
    },
    async admit(visitor, meetingId) {
      const meeting = await deps.meetings.get(meetingId);
      if (!meeting) throw new Refusal('not-found');
      const { accountId, guest } = visitor;
      const admitted = accountId === null ? null : await admitPerson(accountId, meetingId, meeting.teamId);
      if (admitted) return admitted;
      if (guest?.meetingId !== meetingId) throw new Refusal('not-found');
      return admitGuest(guest.memberId);
    },
    onChange(changed) {
      deps.changes.listen(changed);
    },
  };
}
