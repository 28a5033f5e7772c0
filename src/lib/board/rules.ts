/** What a meeting's options mean for those who come in, said in whole sentences. */
import type { Options } from '#shared/meeting/retro/options.ts';
import { walkOf } from '#shared/meeting/retro/model.ts';
import { m } from '#messages';
import { stepName } from './names.ts';
import { momentText } from './moment.ts';

const timed = ['write', 'group', 'vote', 'discuss'] as const;

/** The rules of this meeting, most important first; `expiresAt`: when it closes by itself. */
export function rulesOf(options: Options, expiresAt: number | null): string[] {
  const { walk, votesPerPerson, votesPerTopic } = options;
  const timers = timed
    .filter((step) => walkOf(options).includes(step))
    .flatMap((step) => {
      const count = options.minutes[step];
      return count === null ? [] : [m.rule_minutes_of({ step: stepName(step), count })];
    });
  const rules = [
    options.anonymous ? m.rule_anonymous() : m.rule_named(),
    options.hideNotes ? m.rule_hidden() : m.rule_open(),
    !walk.group && m.rule_no_group(),
    walk.vote ? m.rule_votes({ count: votesPerPerson, most: votesPerTopic }) : m.rule_no_vote(),
    walk.vote && options.liveVotes && m.rule_live_votes(),
    timers.length > 0 && m.rule_minutes({ timers: timers.join(', ') }),
    expiresAt !== null && m.rule_until({ day: momentText(expiresAt) }),
    options.guests && m.rule_guests(),
    m.rule_columns({ columns: options.columns.map(({ title }) => title).join(' · ') }),
  ];
  return rules.filter((rule) => rule !== false);
}
