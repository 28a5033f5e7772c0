/**
 * Meetings and their log. What names a person's document, a writer, an actor or a voter is an HMAC under the
 * meeting's private key, which goes at close. The hot tables refer to the head, not to the meeting: the appending
 * transaction holds the head's lock already, so their foreign keys never wait for anybody.
 */
export const meetings = `
create table meetings (
  id uuid primary key,
  organisation_id uuid not null references organisations on delete cascade,
  team_id uuid not null references teams on delete cascade,
  kind text not null,
  state text not null default 'open' check (state in ('open', 'closed')),
  title bytea not null,
  guests boolean not null default false,
  content_slot bigint not null unique,
  private_slot bigint unique,
  created_by uuid references accounts on delete set null,
  created_at timestamptz not null default now(),
  closed_at timestamptz,
  summary bytea
);
create index on meetings (team_id, created_at desc);
create index on meetings (organisation_id);

create table participants (
  id uuid primary key,
  meeting_id uuid not null references meetings on delete cascade,
  account_id uuid references accounts on delete set null,
  name bytea not null,
  role text not null check (role in ('member', 'guest', 'observer')),
  guest_token_hash bytea unique,
  created_at timestamptz not null default now(),
  removed_at timestamptz,
  unique (meeting_id, account_id)
);
create index on participants (account_id);

create table meeting_heads (
  meeting_id uuid primary key references meetings on delete cascade,
  seq bigint not null default 0,
  epoch integer not null default 0,
  open boolean not null default true
) with (fillfactor = 50);

create table meeting_steps (
  meeting_id uuid primary key references meetings on delete cascade,
  name text not null,
  votes boolean not null
) with (fillfactor = 50);

create table meeting_documents (
  meeting_id uuid not null references meeting_heads on delete cascade,
  document_tag bytea not null,
  document bytea not null,
  version bigint not null,
  snapshot bytea,
  snapshot_version bigint not null default 0,
  primary key (meeting_id, document_tag)
) with (fillfactor = 70);

create table meeting_log (
  meeting_id uuid not null references meeting_heads on delete cascade,
  seq bigint not null,
  document_tag bytea not null,
  version bigint not null,
  payload bytea not null,
  primary key (meeting_id, seq)
);

create table meeting_writers (
  meeting_id uuid not null references meeting_heads on delete cascade,
  document_tag bytea not null,
  client_id bigint not null,
  member_tag bytea not null,
  seq bigint not null,
  primary key (meeting_id, document_tag, client_id)
);

-- board and table of a closed meeting, under its content key; the private key that named documents is gone then.
create table frozen_documents (
  meeting_id uuid not null references meetings on delete cascade,
  document text not null check (document in ('board', 'table')),
  version bigint not null,
  snapshot bytea not null,
  primary key (meeting_id, document)
);

create table command_answers (
  meeting_id uuid not null references meetings on delete cascade,
  command_id uuid not null,
  actor_tag bytea not null,
  result bytea not null,
  primary key (meeting_id, command_id, actor_tag)
);

create table ballots_used (
  meeting_id uuid not null references meetings on delete cascade,
  voter bytea not null,
  used integer not null check (used >= 0),
  primary key (meeting_id, voter)
) with (fillfactor = 50);

create table ballots (
  meeting_id uuid not null references meetings on delete cascade,
  voter bytea not null,
  card uuid not null,
  count integer not null check (count >= 0),
  primary key (meeting_id, voter, card)
) with (fillfactor = 50);
create index on ballots (meeting_id, card);

create table action_items (
  id uuid primary key,
  organisation_id uuid not null references organisations on delete cascade,
  team_id uuid not null references teams on delete cascade,
  meeting_id uuid not null references meetings on delete cascade,
  content bytea not null,
  owner_id uuid references participants on delete set null,
  due date,
  done boolean not null default false,
  position bigint generated always as identity,
  created_at timestamptz not null default now()
);
create index on action_items (team_id, done, position);
create index on action_items (meeting_id);

create table left_over (
  id uuid primary key,
  account_id uuid not null references accounts on delete cascade,
  payload bytea not null,
  expires_at timestamptz not null
);
create index on left_over (account_id);
create index on left_over (expires_at);
`;
