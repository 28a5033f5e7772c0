import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Absence, awayMs } from './absence.ts';

describe('L-10: a facilitator who vanishes', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is missed after ten seconds, however often one looks', () => {
    const told: boolean[] = [];
    const absence = new Absence((away) => told.push(away));
    absence.see(false);
    vi.advanceTimersByTime(awayMs - 1);
    absence.see(false);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(told).toEqual([true]);
  });

  it('is not missed for a reload, and not any more when back', () => {
    const told: boolean[] = [];
    const absence = new Absence((away) => told.push(away));
    absence.see(false);
    vi.advanceTimersByTime(awayMs - 1);
    absence.see(true);
    vi.advanceTimersByTime(awayMs * 2);
    expect(told).toEqual([false]);
    absence.see(false);
    vi.advanceTimersByTime(awayMs);
    expect(told).toEqual([false, true]);
  });
});
