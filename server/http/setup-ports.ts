/** What setting up meetings needs of the store: drafts, a team's choices, its templates and its repeats. */
import type { Column } from '#shared/meeting/retro/options.ts';
import type { Setup } from '#shared/meeting/setup.ts';
import type { Id } from '#shared/protocol/index.ts';
import type { Rule } from '#shared/schedule/rule.ts';

export interface Drafts {
  create(draft: { teamId: Id; kind: string; setup: Setup; accountId: Id }): Promise<Id>;
  /** Null for what is no draft. */
  get(meetingId: Id): Promise<{ kind: string; setup: Setup; version: number } | null>;
  /** Answers the new version. Throws `Refusal('changed-meanwhile')` unless the given one is the present. */
  change(meetingId: Id, setup: Setup, version: number): Promise<number>;
  /** Throws `Refusal('not-allowed')` for a meeting that has started. */
  remove(meetingId: Id): Promise<void>;
}

export interface Choices {
  /** The setup of the team's last meeting. */
  last(teamId: Id, kind: string): Promise<Setup | null>;
  remember(teamId: Id, kind: string, setup: Setup): Promise<void>;
  /** The options that a team has set for itself, by name. */
  own(teamId: Id, kind: string): Promise<Record<string, unknown>>;
  /** Sets what is given and forgets what is null; answers as `own`. */
  changeOwn(teamId: Id, kind: string, changes: Record<string, unknown>): Promise<Record<string, unknown>>;
}

export interface OwnTemplate {
  readonly id: Id;
  readonly teamId: Id;
  readonly name: string;
  readonly columns: readonly Column[];
}

export interface Templates {
  ofTeam(teamId: Id): Promise<OwnTemplate[]>;
  get(id: Id): Promise<OwnTemplate | null>;
  /** Throws `Refusal('over-cap')`. */
  create(teamId: Id, template: Pick<OwnTemplate, 'name' | 'columns'>): Promise<Id>;
  change(
    id: Id,
    change: { readonly name?: string | undefined; readonly columns?: readonly Column[] | undefined },
  ): Promise<void>;
  remove(id: Id): Promise<void>;
}

export interface Repeats {
  /** Throws `Refusal('over-cap')`. */
  create(repeat: {
    teamId: Id;
    kind: string;
    setup: Setup;
    rule: Rule;
    accountId: Id;
  }): Promise<{ id: Id; next: Date }>;
  /** The soonest first. */
  ofTeam(teamId: Id): Promise<{ id: Id; title: string; rule: Rule; next: Date }[]>;
  /** Whose it is; null when there is no such repeat. */
  teamOf(id: Id): Promise<Id | null>;
  remove(id: Id): Promise<void>;
}
