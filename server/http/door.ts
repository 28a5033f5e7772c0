/** Who stands at the door of a meeting, for every transport. */
import { Refusal } from '#shared/protocol/index.ts';
import type { Door, Visitor } from '#server/rooms/admission.ts';
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
import type { ApiTokens, Participants, RightsChanges, Sessions } from './ports.ts';

export interface DoorDeps {
  readonly origin: string;
  readonly sessions: Pick<Sessions, 'find'>;
  readonly tokens: Pick<ApiTokens, 'find'>;
  readonly participants: Pick<Participants, 'admitAccount' | 'admitGuest' | 'guestByToken'>;
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
  const { origin, sessions, tokens, participants } = deps;
  const cookies = cookieJar(origin);
  const identity: IdentityDeps = { origin, cookies, sessions, tokens, participants, now: () => deps.now() };

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
      if (headers.origin !== origin) return null;
      return visitorOf(await callerByCookies(identity, cookies.read(headers.cookie)));
    },
    async admit({ accountId, guest }, meetingId) {
      const asGuest = guest?.meetingId === meetingId ? guest : null;
      if (accountId !== null) {
        try {
          return await participants.admitAccount(meetingId, accountId);
        } catch (error) {
          const stranger = error instanceof Refusal && error.code === 'not-found';
          if (!stranger || !asGuest) throw error;
        }
      }
      if (!asGuest) throw new Refusal('not-found');
      return participants.admitGuest(meetingId, asGuest.memberId);
    },
    onChange: (changed) => deps.changes.listen(changed),
  };
}
