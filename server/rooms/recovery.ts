/** Rebuilding a room from the log, when a commit failed or is in doubt: nothing uncommitted survives in a replica. */
import { Refusal } from '#shared/protocol/index.ts';
import { reply } from './flush.ts';
import type { Log } from './ports.ts';
import type { Room } from './room.ts';

/** How long a room that can't be rebuilt waits before it tries again, ms. */
const pauseMs = 250;

/**
 * Loads the meeting afresh; the room's turn must be held. What others lack of it is sent. When the log can't be
 * read, whoever waits is told `not-saved` (passing: their words stay with them), and the room stays in doubt.
 */
export async function rebuild(room: Room, log: Log): Promise<void> {
  try {
    const { head } = room;
    const loaded = await log.load(room.meetingId);
    if (!loaded) throw new Refusal('not-found');
    const missed = await log.after(room.meetingId, head);
    room.adopt(loaded);
    if (missed.kind === 'reload') room.askToJoinAgain();
    else for (const entry of missed.entries) if (entry.seq <= loaded.head.seq) room.broadcast(entry, null);
  } catch {
    room.doubtful = true;
    for (const pending of room.pending.splice(0)) reply(pending, new Refusal('not-saved'));
    for (const pending of room.puzzles.splice(0)) reply(pending, new Refusal('not-saved'));
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
