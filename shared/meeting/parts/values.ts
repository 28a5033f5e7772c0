/** The root `meeting` of `board`, as far as all kinds have it; a kind that nobody leads leaves `facilitator` and `locked` out. */
import type { Id } from '../../protocol/index.ts';
import type { DocumentView, MapWrite } from '../kind.ts';

export interface SharedValues {
  title: string;
  facilitator: Id;
  /** While true nobody but the facilitator changes anything. */
  locked: boolean;
  startedAt: number;
}

/** Reads one value of the meeting. The server alone writes `board`, so its values have the types above. */
export function sharedValue<K extends keyof SharedValues>(
  board: DocumentView,
  key: K,
): SharedValues[K] | undefined {
  return board.value('meeting', key) as SharedValues[K] | undefined;
}

/** One value of the root `meeting` as it is to be. */
export function setValue(key: string, value: unknown): MapWrite {
  return { root: 'meeting', key, value };
}
