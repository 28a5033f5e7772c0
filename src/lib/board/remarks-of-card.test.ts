import { describe, expect, it } from 'vitest';
import type { Person } from '#shared/meeting/kind.ts';
import type { Comment } from '#shared/meeting/parts/comments.ts';
import { commentsByCard, reactionsTo } from './remarks-of-card.ts';

const [me, ben] = ['me', 'ben'];
const people = new Map<string, Person>([
  [me, { id: me, name: 'Ana', role: 'member' }],
  [ben, { id: ben, name: 'Ben', role: 'member' }],
]);
const comment = (text: string, at: number, author = ben): Comment => ({ card: 'card', author, text, at });

describe('comments under a card', () => {
  it('are listed oldest first, with mine marked', () => {
    const known = new Map([
      ['b', comment('later', 2)],
      ['a', comment('first', 1, me)],
    ]);
    const listed = commentsByCard(known, new Map(), people, me).get('card');
    expect(listed?.map(({ text, author, mine }) => [text, author, mine])).toEqual([
      ['first', 'Ana', true],
      ['later', 'Ben', false],
    ]);
  });

  it('show what is on its way: new, changed, taken away', () => {
    const known = new Map([
      ['a', comment('old words', 1, me)],
      ['b', comment('goes', 2)],
    ]);
    const waiting = new Map<string, Comment | null>([
      ['a', comment('new words', 1, me)],
      ['b', null],
      ['c', comment('just typed', 3, me)],
    ]);
    const listed = commentsByCard(known, waiting, people, me).get('card');
    expect(listed?.map(({ text }) => text)).toEqual(['new words', 'just typed']);
  });
});

describe('reactions to a card', () => {
  it('are five kinds with who gave them', () => {
    const given = reactionsTo({ agree: [ben, me] }, () => undefined, people, me);
    expect(given).toHaveLength(5);
    expect(given[0]).toEqual({ kind: 'agree', count: 2, mine: true, names: ['Ben', 'Ana'] });
    expect(given[1]).toEqual({ kind: 'love', count: 0, mine: false, names: [] });
  });

  it('follow what I pressed before the server answers', () => {
    const pressed = reactionsTo({ agree: [me] }, (kind) => kind === 'love', people, me);
    expect(pressed[0]).toMatchObject({ count: 0, mine: false });
    expect(pressed[1]).toMatchObject({ count: 1, mine: true, names: ['Ana'] });
  });
});
