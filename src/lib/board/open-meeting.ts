/** Opens a meeting for a person on this device, and forgets all of them. */
import type { Id } from '#shared/protocol/index.ts';
import { browserNetwork } from '#lib/sync/browser.ts';
import { MeetingConnection } from '#lib/sync/connection.ts';
import { IndexedDbStorage } from '#lib/sync/indexed-db.ts';
import { RetroBoard } from './retro-board.svelte.ts';

const randomId = (): Id => crypto.randomUUID();

/** A live board. What `person` keeps of it on this device is there at once, the rest follows. */
export function openMeeting(meetingId: Id, person: Id): RetroBoard {
  const connection = new MeetingConnection({
    meetingId,
    storage: new IndexedDbStorage(person),
    network: browserNetwork,
    randomId,
    now: () => Date.now(),
  });
  return new RetroBoard(connection, randomId);
}

/** Removes everything a person left on this device: for signing out. */
export function forgetMeetings(person: Id): Promise<void> {
  return MeetingConnection.forget(new IndexedDbStorage(person));
}
