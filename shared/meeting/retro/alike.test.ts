import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alike } from './alike.ts';

const cards = (...texts: string[]) => texts.map((text, at) => ({ id: String(at), text }));
const groupsOf = (...texts: string[]) =>
  alike(cards(...texts)).map((ids) => ids.map((id) => texts[Number(id)]));

const others = [
  'The office is cold',
  'Onboarding takes weeks',
  'Great team spirit',
  'Code review is slow',
  'Billing numbers were wrong twice',
];

describe('cards that read alike', () => {
  it('are found by shared and related words, in other languages too', () => {
    expect(groupsOf('Two trackers for the same work', 'We use two different trackers', ...others)).toEqual([
      ['Two trackers for the same work', 'We use two different trackers'],
    ]);
    expect(groupsOf('Zu viele Besprechungen', 'Besprechungen ohne Ziel', ...others)).toEqual([
      ['Zu viele Besprechungen', 'Besprechungen ohne Ziel'],
    ]);
    expect(groupsOf('الاجتماعات طويلة جدا', 'كثرة الاجتماعات', ...others)).toEqual([
      ['الاجتماعات طويلة جدا', 'كثرة الاجتماعات'],
    ]);
  });

  it('are not those that share only what stands on half of the board', () => {
    const texts = [
      'We should write more',
      'We should sleep more',
      'We should test more',
      'We should talk more',
    ];
    expect(groupsOf(...texts)).toEqual([]);
    expect(groupsOf(...others)).toEqual([]);
    expect(groupsOf('🙃', '🙃', '', '  ')).toEqual([]);
  });

  it('are in one group at most, whatever is on the board, and the same at every look', () => {
    fc.assert(
      fc.property(fc.array(fc.lorem({ maxCount: 6 }), { maxLength: 40 }), (texts) => {
        const groups = alike(cards(...texts));
        const all = groups.flat();
        expect(new Set(all).size).toBe(all.length);
        expect(groups.every((group) => group.length > 1)).toBe(true);
        expect(alike(cards(...texts))).toEqual(groups);
      }),
      { numRuns: 100 },
    );
  });

  it('are looked for among 500 cards in well under a second', () => {
    const many = Array.from(
      { length: 500 },
      (_, at) => `Note number ${at} about ${others[at % 5] ?? ''} and ${at * 7919}`,
    );
    const began = performance.now();
    alike(cards(...many));
    expect(performance.now() - began).toBeLessThan(900);
  });
});
