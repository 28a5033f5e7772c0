import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nowhere, type Spot } from '#shared/protocol/index.ts';
import { Whereabouts } from './whereabouts.ts';

const card = '00000000-0000-4000-8000-000000000001';

describe('where I am in public text', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function said(): { told: Spot[]; where: Whereabouts } {
    const told: Spot[] = [];
    return { told, where: new Whereabouts((spot) => told.push(spot)) };
  }

  it('is said at once, then at most every so often, and the last place is never swallowed', () => {
    const { told, where } = said();
    for (const cursor of [1, 2, 3, 4]) where.typed(card, cursor);
    expect(told).toEqual([{ at: card, typing: true, cursor: 1 }]);
    vi.advanceTimersByTime(200);
    expect(told.at(-1)).toEqual({ at: card, typing: true, cursor: 4 });
    expect(told).toHaveLength(2);
  });

  it('stops saying that I type when I pause, and keeps the place', () => {
    const { told, where } = said();
    where.typed(card, 7);
    vi.advanceTimersByTime(3_000);
    expect(told.at(-1)).toEqual({ at: card, typing: false, cursor: 7 });
  });

  it('moving the caret alone is no typing', () => {
    const { told, where } = said();
    where.stands(card, 3);
    expect(told).toEqual([{ at: card, typing: false, cursor: 3 }]);
  });

  it('is nowhere once I left, and nothing follows', () => {
    const { told, where } = said();
    where.typed(card, 1);
    where.typed(card, 2);
    where.left();
    vi.advanceTimersByTime(10_000);
    expect(told.at(-1)).toEqual(nowhere);
    expect(told).toHaveLength(2);
  });
});
