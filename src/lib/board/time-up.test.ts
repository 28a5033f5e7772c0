import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TimeUp } from './time-up.ts';

describe('a timer that runs out', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const running = (ms: number) => ({ kind: 'running', endsAt: Date.now() + ms, total: ms }) as const;

  it("rings once, when the server's clock says so", () => {
    const up = vi.fn();
    const timeUp = new TimeUp(() => Date.now() + 2_000, up);
    timeUp.see(running(5_000));
    vi.advanceTimersByTime(2_999);
    expect(up).not.toHaveBeenCalled();
    vi.advanceTimersByTime(60_000);
    expect(up).toHaveBeenCalledOnce();
  });

  it('does not ring when it was paused, stopped or given more time before', () => {
    const up = vi.fn();
    const timeUp = new TimeUp(() => Date.now(), up);
    timeUp.see(running(1_000));
    timeUp.see({ kind: 'paused', left: 500, total: 1_000 });
    vi.advanceTimersByTime(5_000);
    timeUp.see(running(1_000));
    timeUp.see(running(60_000));
    vi.advanceTimersByTime(5_000);
    expect(up).not.toHaveBeenCalled();
  });

  it('does not ring for those who come in when it is over', () => {
    const up = vi.fn();
    new TimeUp(() => Date.now(), up).see({ kind: 'running', endsAt: Date.now() - 1, total: 1_000 });
    vi.advanceTimersByTime(5_000);
    expect(up).not.toHaveBeenCalled();
  });
});
