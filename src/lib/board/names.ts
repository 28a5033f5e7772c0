/** What steps are called on a screen. */
import type { Step } from '#shared/meeting/retro/model.ts';
import { m } from '#messages';

const names: Record<Step, () => string> = {
  lobby: m.step_lobby,
  write: m.step_write,
  group: m.step_group,
  vote: m.step_vote,
  discuss: m.step_discuss,
  closed: m.step_closed,
};

/** A step's name. */
export function stepName(step: Step): string {
  return names[step]();
}

/** A meeting's steps on the line of time, where the lobby is before everything. */
export function lineOfSteps(walk: readonly Step[]): { id: Step; name: string }[] {
  return walk.filter((id) => id !== 'lobby').map((id) => ({ id, name: stepName(id) }));
}

/** Words short enough for a label or an announcement. */
export function shortened(words: string, most = 60): string {
  const line = words.trim().replaceAll(/\s+/gu, ' ');
  return line.length > most ? `${line.slice(0, most - 1).trimEnd()}…` : line;
}
