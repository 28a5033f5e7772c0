/** The round-up: who speaks next. Pure steps on the plain value; the commands check who asks. */
import type { Id } from '../../protocol/index.ts';
import type { Person, Randomness } from '../kind.ts';
import { shuffle } from '../parts/shuffle.ts';
import type { Round } from './model.ts';
import type { Options } from './options.ts';

type People = ReadonlyMap<Id, Person>;

/** Has come today, and writes: those are called up. */
export function speaks({ role, removed, awaited }: Person): boolean {
  return role !== 'observer' && !removed && !awaited;
}

/** The order of a new round. */
export function orderOf(people: People, order: Options['order'], random: Randomness): Id[] {
  const speakers = [...people.values()].filter(speaks);
  // By code units: every server sorts alike, whatever its language.
  speakers.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1));
  const ids = speakers.map(({ id }) => id);
  return order === 'name' ? ids : shuffle(ids, random);
}

/** The round with the next one at the word; after the last it is over. Whoever was removed is stepped over. */
export function forward(round: Round, people: People, now: number): Round {
  let index = round.index + 1;
  while (index < round.order.length && isGone(round.order[index], people)) index += 1;
  return { ...round, index, speakerSince: now, endedAt: index < round.order.length ? null : now };
}

/** The round with the one before at the word, who is not skipped any more; undefined when there is none. */
export function backward(round: Round, people: People, now: number): Round | undefined {
  let index = round.index - 1;
  while (index >= 0 && isGone(round.order[index], people)) index -= 1;
  const speaker = round.order[index];
  if (speaker === undefined) return undefined;
  const skipped = round.skipped.filter((id) => id !== speaker);
  return { ...round, index, speakerSince: now, endedAt: null, skipped };
}

/** Who comes late joins at the end of a round that runs. */
export function joined(round: Round, person: Person): Round | undefined {
  if (round.endedAt !== null || !speaks(person) || round.order.includes(person.id)) return undefined;
  return { ...round, order: [...round.order, person.id] };
}

/** Whoever has the word and was removed gives it to the next. */
export function without(memberId: Id, round: Round, people: People, now: number): Round | undefined {
  const speaksNow = round.endedAt === null && round.order[round.index] === memberId;
  return speaksNow ? forward(round, people, now) : undefined;
}

function isGone(id: Id | undefined, people: People): boolean {
  const person = id === undefined ? undefined : people.get(id);
  return person === undefined || !speaks(person);
}
