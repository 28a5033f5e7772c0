/**
 * Commands (docs/protocol.md, rules C-1 to C-7): lock the head, come up to it, append this process's waiting updates so
 * that the decision is about exactly what the log holds, decide purely, write everything in the same transaction.
 */
import type { Effects, MeetingActor, MeetingView, Randomness } from '#shared/meeting/index.ts';
import { notesOf, Refusal, type DocumentName, type Id } from '#shared/protocol/index.ts';
import { answer, commit, prepare, type Prepared } from './flush.ts';
import type { CommandTransaction, Entry, Head, Log, NewEntry } from './ports.ts';
import type { Room } from './room.ts';

/** Decides at the head; the tallies are counted only when asked for. */
export interface Deciding {
  readonly id: Id;
  readonly actor: MeetingActor;
  readonly random: Randomness;
  readonly tallies: boolean;
  /** Reads and writes rows that the decision is about. What it throws undoes all of it. */
  before?(tx: CommandTransaction): Promise<void>;
  /** A closed meeting takes none but its reading. */
  decide(view: MeetingView, now: number): Effects;
}

interface Done {
  readonly prepared: Prepared;
  readonly waiting: readonly Entry[];
  readonly entries: readonly Entry[];
  readonly head: Head;
  readonly effects: Effects | Refusal;
}

/** Runs in the room's turn. Throws `Refusal`; after one that is not the decision's own, the room is in doubt. */
export async function runCommand(room: Room, log: Log, deciding: Deciding): Promise<unknown> {
  let touched: Prepared | null = null;
  let done: Done | { repeated: unknown };
  try {
    done = await log.command(room.meetingId, async (tx) => {
      const before = await tx.answered(deciding.id, actorOf(deciding));
      if (before) return { repeated: before.result };
      if (!room.catchUp(await tx.after(room.head))) throw new Refusal('not-saved', 'to be loaded anew');
      touched = prepare(room);
      return decideAndWrite(room, tx, deciding, touched);
    });
  } catch (error) {
    room.doubtful = true;
    const prepared: Prepared | null = touched;
    if (prepared) room.pending.unshift(...(prepared as Prepared).accepted);
    // The log says `not-saved` for its own trouble; anything else is a bug, to be reported and not retried in silence.
    throw error;
  }
  if ('repeated' in done) return done.repeated;
  return finish(room, done);
}

/** Ids are one's own: another's answer is never given away. */
const actorOf = ({ actor }: Deciding) => (actor.kind === 'system' ? 'system' : actor.memberId);

async function decideAndWrite(
  room: Room,
  tx: CommandTransaction,
  deciding: Deciding,
  prepared: Prepared,
): Promise<Done> {
  const waiting = prepared.entries.length > 0 ? await tx.append(prepared.entries, prepared.claims) : [];
  await deciding.before?.(tx);
  const effects = await decide(room, tx, deciding);
  // A refused command still commits the words that waited beside it.
  if (effects instanceof Refusal) return { prepared, waiting, entries: [], head: tx.headAfter, effects };
  const written = applyEffects(room, effects);
  const entries = written.length > 0 ? await tx.append(written, []) : [];
  await writeRows(room, tx, effects);
  if (!effects.close) await tx.remember(deciding.id, actorOf(deciding), effects.result ?? null);
  return { prepared, waiting, entries, head: tx.headAfter, effects };
}

async function decide(room: Room, tx: CommandTransaction, deciding: Deciding): Promise<Effects | Refusal> {
  try {
    if (room.state === 'closed') throw new Refusal('meeting-closed');
    const tallies = deciding.tallies ? await tx.tallies() : new Map<Id, number>();
    const effects = deciding.decide(room.view(tallies), tx.now);
    // Before anything is applied: whether there is such an item is a reason to refuse.
    if (effects.settles) await tx.settle(effects.settles);
    return effects;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Writes to `board` and to members' own notes, applied to the replicas ahead of the commit. */
function applyEffects(room: Room, effects: Effects): NewEntry[] {
  const written: NewEntry[] = [];
  const write = (document: DocumentName, writes: Parameters<ReturnType<Room['replica']>['write']>[0]) => {
    const update = writes.length > 0 ? room.replica(document).write(writes) : null;
    if (update) written.push({ document, update });
  };
  write('board', effects.board ?? []);
  const byMember = Map.groupBy(effects.notes ?? [], ({ memberId }) => memberId);
  for (const [memberId, notes] of byMember)
    write(
      notesOf(memberId),
      notes.flatMap(({ writes }) => writes),
    );
  return written;
}

async function writeRows(room: Room, tx: CommandTransaction, effects: Effects): Promise<void> {
  if (effects.step) await tx.setStep(effects.step.name, effects.step.votes);
  if (effects.refund?.length) await tx.refund(effects.refund);
  if (effects.actionItems?.length) await tx.saveActionItems(effects.actionItems);
  if (effects.record) await tx.changeRecord(effects.record);
  if (effects.jobs?.length) await tx.schedule(effects.jobs.map((job) => ({ kind: 'command', ...job })));
  if (effects.removeParticipant) await tx.removeParticipant(effects.removeParticipant);
  if (effects.raisesEpoch) await tx.raiseEpoch();
  if (effects.close) {
    const documents = (['board', 'table'] as const).map((document) => ({
      document,
      update: room.replica(document).encodeSince(undefined),
    }));
    await tx.close({ ...effects.close, documents });
  }
}

/** After the commit: everybody is told, in the order of the log. */
function finish(room: Room, { prepared, waiting, entries, head, effects }: Done): unknown {
  commit(prepared, { entries: waiting, head });
  // Before the command's own frames: an author's versions come without a gap.
  answer(prepared);
  room.committed(entries, [], head, () => null);
  if (effects instanceof Refusal) throw effects;
  if (effects.removeParticipant) room.setParticipants(room.withoutParticipant(effects.removeParticipant));
  if (effects.close) {
    room.state = 'closed';
    room.askToJoinAgain();
  }
  return effects.result ?? null;
}
