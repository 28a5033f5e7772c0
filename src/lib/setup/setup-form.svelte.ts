/** A retrospective while somebody sets it up. */
import { titleSchema } from '#shared/meeting/setup.ts';
import { interfaceLimits } from '#shared/protocol/limits.ts';
import type { Setup } from '#lib/api/setup.ts';
import { dayText } from '#lib/ui/dates.ts';
import { m } from '#messages';
import { OptionsForm } from './options-form.svelte.ts';
import { dayFromNow } from './repeat.ts';
import type { Template } from './template.ts';

/** What a retrospective is called that is held today. */
export const datedTitle = () => m.retro_title_default({ day: dayText(dayFromNow(0)) });

export class SetupForm {
  title = $state('');
  goal = $state('');
  template = $state<string | null>(null);
  invited = $state.raw<readonly string[] | null>(null);
  readonly options: OptionsForm;

  readonly titleProblem = $derived(titleSchema.safeParse(this.title).success ? null : m.problem_title());
  readonly invitedProblem = $derived(this.invited?.length === 0 ? m.problem_invited() : null);
  /** What was set up, or null while something is wrong. */
  readonly value = $derived.by((): Setup | null => {
    const options = this.options.value;
    if (!options || this.titleProblem || this.invitedProblem) return null;
    const { template, invited } = this;
    return { title: this.title.trim(), goal: this.goal.trim(), template, options, invited };
  });

  constructor(setup: Setup) {
    this.options = new OptionsForm(setup.options);
    this.fill(setup);
  }

  fill(setup: Setup): void {
    this.title = setup.title.slice(0, interfaceLimits.meetingTitle);
    this.goal = setup.goal;
    this.template = setup.template;
    this.invited = setup.invited;
    this.options.fill(setup.options);
  }

  choose({ id, columns }: Template): void {
    this.template = id;
    this.options.columns = [...columns];
  }
}
