/** The options in one line: what a set-up says while they are folded away. */
import { m } from '#messages';
import { timedSteps, type OptionsForm } from './options-form.svelte.ts';

/** What is set, most important first, apart from what stands beside it on the screen. */
export function optionsLine(options: OptionsForm): string {
  const { value } = options;
  if (!value) return m.line_check();
  const { walk } = value;
  const timers = timedSteps.filter(
    (step) => value.minutes[step] !== null && (step === 'write' || step === 'discuss' || walk[step]),
  );
  const parts = [
    value.hideNotes ? m.line_hidden() : m.line_open(),
    walk.vote ? m.line_votes({ count: value.votesPerPerson, most: value.votesPerTopic }) : m.line_no_vote(),
    walk.vote && value.liveVotes && m.line_live_votes(),
    !walk.group && m.line_no_group(),
    timers.length > 0 ? m.line_timers({ count: timers.length }) : m.line_no_timers(),
    value.mood && m.line_mood(),
    value.guests && m.line_guests(),
    value.openDays !== null && m.line_days({ count: value.openDays }),
  ];
  return parts.filter(Boolean).join(' · ');
}
