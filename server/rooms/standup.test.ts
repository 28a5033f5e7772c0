import { describe, expect, it } from 'vitest';
import { kinds, type Command, type MeetingKind } from '#shared/meeting/index.ts';
import { standup } from '#shared/meeting/standup/index.ts';
import { meetingValue } from '#shared/meeting/standup/model.ts';
import { fuzzSeeds } from '#test/fuzz/seeds.ts';
import { simulateStandup } from '#test/fuzz/standup.ts';

const seen = { published: 0, moves: 0, collisions: 0 };

/** The standup with one command that does more, or asks less. */
function broken(name: string, run: (whole: Command['run']) => Command['run']): typeof kinds {
  const command = standup.commands[name];
  if (!command) throw new Error(`no command ${name}`);
  const kind: MeetingKind = {
    ...standup,
    commands: { ...standup.commands, [name]: { ...command, run: run(command.run.bind(command)) } },
  };
  return { standup: kind };
}

async function caught(variant: typeof kinds): Promise<string> {
  const errors: string[] = [];
  for (let seed = 1; seed <= 5; seed += 1)
    await simulateStandup(seed, variant).catch((error: unknown) => errors.push(String(error)));
  return errors.join();
}

describe('seeded fuzz of a standup: two nodes, four people', () => {
  it.each(fuzzSeeds(60))('seed %i: P1, P4, A-2, A-7', async (seed) => {
    const { published, moves, collisions } = await simulateStandup(seed, kinds);
    seen.published += published;
    seen.moves += moves;
    seen.collisions += collisions;
  });

  it('all of it happened', () => {
    expect(seen.published).toBeGreaterThan(200);
    expect(seen.moves).toBeGreaterThan(50);
    expect(seen.collisions).toBeGreaterThan(50);
  });

  it('a round that moves whatever the driver saw is caught', async () => {
    const blind = broken('round.next', (run) => (_payload, decision) => {
      const from = meetingValue(decision.view.board, 'round')?.index;
      return run({ from }, decision);
    });
    expect(await caught(blind)).toContain('A-7');
  });

  it('a draft on everybody’s wire is caught', async () => {
    const leaking = broken('round.start', (run) => (payload, decision) => {
      const drafts = [...decision.view.notes.values()].map((notes) => notes.text('text:did'));
      const effects = run(payload, decision);
      return { ...effects, board: [...(effects.board ?? []), { root: 'leak', key: 'all', value: drafts }] };
    });
    expect(await caught(leaking)).toContain('P1');
  });
});
