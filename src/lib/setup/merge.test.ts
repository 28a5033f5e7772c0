import { describe, expect, it } from 'vitest';
import { optionsSchema } from '#shared/meeting/retro/options.ts';
import type { Setup } from '#lib/api/setup.ts';
import { merged } from './merge.ts';

const base: Setup = {
  title: 'Sprint 12',
  goal: '',
  template: 'start-stop-continue',
  options: optionsSchema.parse({}),
  invited: null,
};
const columns = [{ id: 'topics', title: 'Topics', prompt: '', colour: 2 }];

describe('a draft that two people change at once', () => {
  it('keeps what each changed where they changed different things (L-15)', () => {
    const mine = { ...base, goal: 'Calmer releases', options: { ...base.options, guests: true } };
    const theirs = { ...base, title: 'Sprint 12, looking back', options: { ...base.options, mood: false } };
    expect(merged(base, mine, theirs)).toEqual({
      setup: {
        ...base,
        title: 'Sprint 12, looking back',
        goal: 'Calmer releases',
        options: { ...base.options, guests: true, mood: false },
      },
      mine: null,
    });
  });

  it('shows theirs and offers mine where both changed the same', () => {
    const mine = { ...base, title: 'Mine', goal: 'Ours' };
    const theirs = { ...base, title: 'Theirs' };
    expect(merged(base, mine, theirs)).toEqual({
      setup: { ...base, title: 'Theirs', goal: 'Ours' },
      mine: { ...base, title: 'Mine', goal: 'Ours' },
    });
  });

  it('offers nothing where both changed the same to the same', () => {
    const both = { ...base, title: 'Sprint 13' };
    expect(merged(base, both, both)).toEqual({ setup: both, mine: null });
  });

  it('never puts the columns of one template under the name of another', () => {
    const mine = { ...base, template: 'lean-coffee', options: { ...base.options, columns } };
    const theirs = { ...base, template: 'daki' };
    const both = merged(base, mine, theirs);
    expect(both.setup).toEqual(theirs);
    expect(both.mine).toEqual(mine);
  });
});
