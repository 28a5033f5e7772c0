/**
 * Kills a server under load, again and again, inside the receive handler of a client that has just seen an edit, and
 * looks afterwards for everything that anybody had seen or that an author had been told is saved.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Ledger } from '../client/ledger.ts';
import { markersIn } from '../client/marker.ts';
import { seeded } from '../random.ts';
import type { Room, Target } from '../targets/target.ts';
import { Crowd, pace, wordsOf } from './crowd.ts';

/** How many people type. */
export const people = 20;
const rate = 200;
const loadSeconds = 10;
/** Edits of one author between two kills, at most: the load's whole time. */
const editsEach = Math.ceil((rate * loadSeconds) / people);
/** So many deliveries after the load began, at least; a random number up to `spread` comes on top. */
const least = 400;
const spread = 4_000;
const closeMs = 5_000;

export interface KillOutcome {
  readonly kills: number;
  /** Edits that somebody other than the author had received, and those of them that were gone afterwards. */
  readonly seen: number;
  readonly seenLost: number;
  /** Edits whose author was told that they are saved, and those of them that were gone. */
  readonly acknowledged: number;
  readonly acknowledgedLost: number;
}

async function killOnce(
  target: Target,
  room: Room,
  ledger: Ledger,
  firstAuthor: number,
  random: () => number,
): Promise<void> {
  // Set once all are in: what a newcomer is sent of earlier edits must not set it off.
  let deliveries = Number.POSITIVE_INFINITY;
  let killed = false;
  const crowd = await Crowd.open(room, ledger, {
    people,
    firstAuthor,
    onSeen: () => {
      if (killed || ledger.seenCount < deliveries) return;
      killed = true;
      // Not a microtask later: what only the next tick would have saved must be lost here.
      target.server.kill();
    },
  });
  deliveries = ledger.seenCount + least + Math.floor(random() * spread);
  try {
    await pace(
      rate,
      loadSeconds,
      (turn) => crowd.type(turn),
      () => killed,
    );
    if (!killed)
      throw new Error(
        `${target.name}: too few edits arrived to kill it in time (${crowd.lost.slice(0, 2).join('; ')})`,
      );
    // What was on its way to a client before the end still counts as seen.
    const deadline = performance.now() + closeMs;
    while (crowd.lost.length < crowd.size && performance.now() < deadline) await delay(5);
  } finally {
    crowd.close();
  }
}

function missing(keys: ReadonlySet<number>, present: ReadonlySet<number>): number {
  let count = 0;
  for (const key of keys) if (!present.has(key)) count++;
  return count;
}

/** Runs the loop; `log` gets a line after each kill. */
export async function killLoop(
  target: Target,
  kills: number,
  seed: number,
  log: (line: string) => void,
): Promise<KillOutcome> {
  const random = seeded(seed);
  const ledger = new Ledger(kills * people, editsEach, 0);
  const room = await target.room(10);
  let outcome: KillOutcome = { kills: 0, seen: 0, seenLost: 0, acknowledged: 0, acknowledgedLost: 0 };
  for (let kill = 0; kill < kills; kill++) {
    await killOnce(target, room, ledger, kill * people, random);
    await target.server.gone();
    await target.restart();
    const present = markersIn([...(await wordsOf(room)).values()].join(' '));
    outcome = {
      kills: kill + 1,
      seen: ledger.seenKeys.size,
      seenLost: missing(ledger.seenKeys, present),
      acknowledged: ledger.acknowledgedKeys.size,
      acknowledgedLost: missing(ledger.acknowledgedKeys, present),
    };
    log(
      `kill ${outcome.kills} of ${kills}: ${outcome.seenLost} of ${outcome.seen} seen edits lost, ` +
        `${outcome.acknowledgedLost} of ${outcome.acknowledged} acknowledged ones`,
    );
  }
  room.release();
  return outcome;
}
