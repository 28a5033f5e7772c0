/** The options of a retrospective while somebody fills them in: numbers as they are typed, checked by the schema. */
import {
  columnsSchema,
  optionsSchema,
  settled,
  type Column,
  type Options,
} from '#shared/meeting/retro/options.ts';
import { m } from '#messages';

/** Steps that can have a timer. */
export const timedSteps = ['write', 'group', 'vote', 'discuss'] as const;
type TimedStep = (typeof timedSteps)[number];

const text = (number: number | null) => (number === null ? '' : String(number));
/** What was typed, as a number; an empty field is none, and anything else is left for the schema to refuse. */
const orNone = (typed: string) => (typed.trim() === '' ? null : Number(typed));

/** Days that are offered first to those who don't meet live. */
const firstDays = '5';

const problems: Readonly<Record<string, () => string>> = {
  votesPerPerson: m.problem_votes,
  votesPerTopic: m.problem_votes,
  openDays: m.problem_days,
  minutes: m.problem_minutes,
};

export class OptionsForm {
  anonymous = $state(false);
  hideNotes = $state(true);
  liveVotes = $state(false);
  guests = $state(false);
  mood = $state(true);
  group = $state(true);
  vote = $state(true);
  live = $state(true);
  votesPerPerson = $state('');
  votesPerTopic = $state('');
  openDays = $state('');
  minutes = $state<Record<TimedStep, string>>({ write: '', group: '', vote: '', discuss: '' });
  columns = $state.raw<Column[]>([]);

  readonly #checked = $derived(
    optionsSchema.safeParse({
      anonymous: this.anonymous,
      hideNotes: this.hideNotes,
      liveVotes: this.liveVotes,
      guests: this.guests,
      mood: this.mood,
      walk: { group: this.group, vote: this.vote },
      votesPerPerson: Number(this.votesPerPerson),
      votesPerTopic: Number(this.votesPerTopic),
      openDays: this.live ? null : Number(this.openDays),
      minutes: Object.fromEntries(timedSteps.map((step) => [step, orNone(this.minutes[step])])),
      columns: this.columns,
    }),
  );
  /** The options, or null while something is wrong. */
  readonly value = $derived(this.#checked.success ? settled(this.#checked.data) : null);
  /** The same, before anonymity brings with it what it does. */
  readonly plain = $derived(this.#checked.data ?? null);

  readonly columnsProblem = $derived(
    columnsSchema.safeParse(this.columns).success ? null : m.problem_columns(),
  );

  constructor(options: Options) {
    this.fill(options);
  }

  fill(options: Options): void {
    this.anonymous = options.anonymous;
    this.hideNotes = options.hideNotes;
    this.liveVotes = options.liveVotes;
    this.guests = options.guests;
    this.mood = options.mood;
    this.group = options.walk.group;
    this.vote = options.walk.vote;
    this.live = options.openDays === null;
    this.votesPerPerson = text(options.votesPerPerson);
    this.votesPerTopic = text(options.votesPerTopic);
    this.openDays = text(options.openDays) || firstDays;
    for (const step of timedSteps) this.minutes[step] = text(options.minutes[step]);
    this.columns = options.columns;
  }

  /** What to say at a field: `votesPerPerson`, `minutes.write`; null: nothing is wrong there. */
  problem(field: string): string | null {
    const wrong = this.#checked.error?.issues.some(({ path }) => path.join('.') === field);
    return wrong ? (problems[field.split('.')[0] ?? '']?.() ?? null) : null;
  }
}
