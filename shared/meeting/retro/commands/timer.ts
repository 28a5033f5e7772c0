/** The shared countdown: it only rings, nothing happens by itself when it ends. */
import { z } from 'zod';
import { Refusal } from '../../../protocol/index.ts';
import { meetingValue, type Timer } from '../model.ts';
import { define } from './define.ts';

const longest = 24 * 60 * 60;
const seconds = z.number().int().min(1).max(longest);

export const timer = define({
  payload: z.discriminatedUnion('action', [
    z.strictObject({ action: z.enum(['start', 'extend']), seconds }),
    z.strictObject({ action: z.enum(['pause', 'resume', 'stop']) }),
  ]),
  verb: 'timer.set',
  decide(payload, { view, now }) {
    const present = meetingValue(view.board, 'timer') ?? null;
    const next = nextTimer(payload, present, now);
    return { board: [{ root: 'meeting', key: 'timer', value: next }] };
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
