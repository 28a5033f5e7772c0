import { describe, expect, it } from 'vitest';
import { nextTimer } from './timer.ts';

const minute = 60_000;
const now = 5_000_000;
const running = { kind: 'running', endsAt: now + 2 * minute, total: 5 * minute } as const;

describe('the shared countdown', () => {
  it('starts, pauses with what is left, resumes to the same length, stops', () => {
    expect(nextTimer({ action: 'start', seconds: 300 }, null, now)).toEqual({
      kind: 'running',
      endsAt: now + 5 * minute,
      total: 5 * minute,
    });
    const paused = nextTimer({ action: 'pause' }, running, now);
    expect(paused).toEqual({ kind: 'paused', left: 2 * minute, total: 5 * minute });
    expect(nextTimer({ action: 'resume' }, paused, now + minute)).toEqual({
      kind: 'running',
      endsAt: now + 3 * minute,
      total: 5 * minute,
    });
    expect(nextTimer({ action: 'stop' }, running, now)).toBeNull();
  });

  it('is extended running, paused, and after it has run out from now on', () => {
    const more = { action: 'extend', seconds: 60 } as const;
    expect(nextTimer(more, running, now)).toMatchObject({ endsAt: now + 3 * minute, total: 6 * minute });
    expect(nextTimer(more, { kind: 'paused', left: 0, total: minute }, now)).toEqual({
      kind: 'paused',
      left: minute,
      total: 2 * minute,
    });
    expect(nextTimer(more, running, now + 10 * minute)).toMatchObject({ endsAt: now + 11 * minute });
  });

  it('changes nothing when two press pause, and says so when there is none', () => {
    const paused = { kind: 'paused', left: 1, total: 2 } as const;
    expect(nextTimer({ action: 'pause' }, paused, now)).toBe(paused);
    expect(nextTimer({ action: 'resume' }, running, now)).toBe(running);
    expect(() => nextTimer({ action: 'pause' }, null, now)).toThrow('not-found');
  });
});
