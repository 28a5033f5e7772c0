/** How a command is made: parse, ask the table, decide. */
import { canInMeeting } from '../../permissions/index.ts';
import { Refusal } from '../../protocol/index.ts';
import type { Command, CommandDefinition, Decision } from '../kind.ts';
import { sharedValue } from './values.ts';

/** Hides the payload's type behind its parsing, so that a table of commands has one type. */
export function define<Payload>(definition: CommandDefinition<Payload>): Command {
  return {
    verb: definition.verb,
    tallies: definition.tallies ?? false,
    run(payload, decision) {
      const parsed = definition.payload.safeParse(payload);
      if (!parsed.success) throw new Refusal('bad-request', parsed.error.issues[0]?.message);
      if (!allowed(definition.verb, decision)) throw new Refusal('not-allowed');
      if (isLockedOut(definition.verb, decision)) throw new Refusal('meeting-locked');
      return definition.decide(parsed.data, decision);
    },
  };
}

function allowed(verb: CommandDefinition<unknown>['verb'], { actor, view }: Decision): boolean {
  if (actor.kind === 'system')
    return canInMeeting({ as: 'system', facilitates: false, manages: false }, verb);
  const facilitates = sharedValue(view.board, 'facilitator') === actor.memberId;
  return canInMeeting({ as: actor.role, facilitates, manages: actor.manages }, verb);
}

/** Taking over stays possible, or a locked meeting whose facilitator left would be stuck (L-10). */
function isLockedOut(verb: CommandDefinition<unknown>['verb'], { actor, view }: Decision): boolean {
  if (actor.kind === 'system' || verb === 'facilitation.claim' || verb === 'participant.remove') return false;
  return (
    sharedValue(view.board, 'locked') === true && sharedValue(view.board, 'facilitator') !== actor.memberId
  );
}

/** The participant behind an actor; timed work has none. */
export function memberOf({ actor }: Decision): string {
  if (actor.kind === 'system') throw new Refusal('not-allowed', 'the system is nobody');
  return actor.memberId;
}
