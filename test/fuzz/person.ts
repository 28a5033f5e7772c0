/** One person of a simulated meeting: what their page holds, and every word they typed. */
import * as Y from 'yjs';
import type { DocumentName, Id } from '#shared/protocol/index.ts';
import type { Session } from '#server/rooms/index.ts';

/** A word that can be found again, and whether the server called it saved. */
export interface Word {
  readonly document: 'table' | 'notes';
  readonly root: string;
  readonly word: string;
  saved: boolean;
}

export class Person {
  readonly memberId: Id;
  node = 0;
  session: Session | null = null;
  /** Words wait here because the meeting is locked. */
  holdsBack = false;
  readonly table = new Y.Doc();
  readonly board = new Y.Doc();
  readonly notes = new Y.Doc();
  readonly words: Word[] = [];

  constructor(memberId: Id) {
    this.memberId = memberId;
  }

  document(name: DocumentName): Y.Doc {
    return name === 'table' ? this.table : name === 'board' ? this.board : this.notes;
  }

  /** The step this person sees. */
  get step(): string {
    return String(this.board.getMap('meeting').get('step'));
  }

  /** True where the board says that somebody else holds the meeting's key. */
  get isLockedOut(): boolean {
    const meeting = this.board.getMap('meeting');
    return meeting.get('locked') === true && meeting.get('facilitator') !== this.memberId;
  }
}
