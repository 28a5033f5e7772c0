/** The shared countdown: it only rings, nothing happens by itself when it ends. */
import { z } from 'zod';
import { Refusal } from '../../protocol/index.ts';
import type { MeetingVerb } from '../../permissions/index.ts';
import type { Command, DocumentView } from '../kind.ts';
import { define } from './define.ts';
import { setValue } from './values.ts';

/** A shared countdown. Running: ends at `endsAt` (Postgres's clock, ms). Paused: `left` ms remain. */
export type Timer =
  | { readonly kind: 'running'; readonly endsAt: number; readonly total: number }
  | { readonly kind: 'paused'; readonly left: number; readonly total: number };

const longest = 24 * 60 * 60;
const seconds = z.number().int().min(1).max(longest);

/** The countdown as it stands, or null. */
function timerOf(board: DocumentView): Timer | null {
  return (board.value('meeting', 'timer') as Timer | null | undefined) ?? null;
}

/** The command, for those who may do `verb`. */
export const timer = (verb: MeetingVerb): Command =>
  define({
    payload: z.discriminatedUnion('action', [
      z.strictObject({ action: z.enum(['start', 'extend']), seconds }),
      z.strictObject({ action: z.enum(['pause', 'resume', 'stop']) }),
    ]),
    verb,
    decide(payload, { view, now }) {
      const present = timerOf(view.board);
      const next = nextTimer(payload, present, now);
      return { board: [setValue('timer', next)] };
    },
  });

type TimerPayload = { action: 'start' | 'extend'; seconds: number } | { action: 'pause' | 'resume' | 'stop' };

/** The countdown after an action; a timer that has run out keeps ringing at zero until it is stopped or extended. */
export function nextTimer(payload: TimerPayload, present: Timer | null, now: number): Timer | null {
  if (payload.action === 'stop') return null;
  if (payload.action === 'start') {
    return { kind: 'running', endsAt: now + payload.seconds * 1000, total: payload.seconds * 1000 };
  }
  if (!present) throw new Refusal('not-found', 'no timer');
  if (payload.action === 'extend') {
    const more = payload.seconds * 1000;
    return present.kind === 'running'
      ? { kind: 'running', endsAt: Math.max(present.endsAt, now) + more, total: present.total + more }
      : { kind: 'paused', left: present.left + more, total: present.total + more };
  }
  if (payload.action === 'pause') {
    return present.kind === 'paused'
      ? present
      : { kind: 'paused', left: Math.max(0, present.endsAt - now), total: present.total };
  }
  return present.kind === 'running'
    ? present
    : { kind: 'running', endsAt: now + present.left, total: present.total };
}
