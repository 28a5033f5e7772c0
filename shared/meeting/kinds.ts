import type { MeetingKind } from './kind.ts';
import { retro } from './retro/index.ts';
import { standup } from './standup/index.ts';

/** All kinds of meeting: a new one is a folder here, one in `src/lib`, and a line in this list. */
export const kinds: Readonly<Record<string, MeetingKind>> = { retro, standup };
