/**
 * Setting up: a draft is a meeting that has not started, with what it is to be sealed under its content key. What a team
 * chooses for all its meetings, its own templates and its repeats lie under the organisation's key.
 */
export const setup = `
create table team_choices (
  team_id uuid not null references teams on delete cascade,
  kind text not null,
  what text not null check (what in ('own', 'last')),
  content bytea not null,
  primary key (team_id, kind, what)
);

create table team_templates (
  id uuid primary key,
  team_id uuid not null references teams on delete cascade,
  content bytea not null,
  created_at timestamptz not null default now()
);
create index on team_templates (team_id, created_at);

create table repeats (
  id uuid primary key,
  team_id uuid not null references teams on delete cascade,
  kind text not null,
  content bytea not null,
  next timestamptz not null,
  created_by uuid references accounts on delete set null,
  created_at timestamptz not null default now()
);
create index on repeats (team_id, next);
create index on repeats (created_by);

alter table meetings drop constraint meetings_state_check;
alter table meetings
  add column setup bytea,
  add column setup_version integer not null default 1,
  add column repeat_id uuid references repeats on delete set null,
  add constraint meetings_state_check check (state in ('draft', 'open', 'closed')),
  add constraint meetings_setup_check check ((state = 'draft') = (setup is not null));
create index on meetings (repeat_id) where repeat_id is not null;

alter table jobs drop constraint jobs_kind_check;
alter table jobs add constraint jobs_kind_check check (kind in ('command', 'destroy-key', 'start-repeat'));
`;
