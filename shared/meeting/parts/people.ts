/** Who takes part, in the root `people` of `board`. */
import { z } from 'zod';
import { idSchema, Refusal, type Id } from '../../protocol/index.ts';
import type { Command, Decision, DocumentView, MapWrite, Person } from '../kind.ts';
import { define } from './define.ts';
import { sharedValue } from './values.ts';

export function peopleOf(board: DocumentView): Map<Id, Person> {
  return new Map(board.entries('people') as Iterable<[Id, Person]>);
}

/** Those who began a meeting: whoever started it, and those who are asked and may come. */
export function firstPeople(starter: Person, invited: readonly Person[]): MapWrite[] {
  return [
    { root: 'people', key: starter.id, value: starter },
    ...invited.map((person) => ({ root: 'people', key: person.id, value: { ...person, awaited: true } })),
  ];
}

/** Somebody comes in, or has another name or role by now. Nothing where the board says so already. */
export function arrival(person: Person, board: DocumentView): MapWrite[] {
  const known = peopleOf(board).get(person.id);
  if (known?.name === person.name && known.role === person.role && !known.awaited) return [];
  return [{ root: 'people', key: person.id, value: person }];
}

/** Takes somebody out of the meeting; `leaves` says what else of them leaves the board. */
export const removesPerson = (leaves: (memberId: Id, decision: Decision) => readonly MapWrite[]): Command =>
  define({
    payload: z.strictObject({ memberId: idSchema }),
    verb: 'participant.remove',
    decide({ memberId }, decision) {
      const { board } = decision.view;
      const person = peopleOf(board).get(memberId);
      if (!person) throw new Refusal('not-found');
      if (sharedValue(board, 'facilitator') === memberId) throw new Refusal('not-allowed', 'the facilitator');
      return {
        board: [
          { root: 'people', key: memberId, value: { ...person, removed: true } },
          ...leaves(memberId, decision),
        ],
        removeParticipant: memberId,
        raisesEpoch: true,
      };
    },
  });
