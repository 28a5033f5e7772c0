/** People, organisations, teams, and how one comes in. Names and addresses are sealed; look-ups are by HMAC or hash. */
export const identity = `
create sequence key_slots;

create table settings (
  key text primary key,
  value text not null
);
insert into settings (key, value) values ('incarnation', gen_random_uuid()::text);

create table accounts (
  id uuid primary key,
  key_slot bigint not null unique,
  email_lookup bytea not null unique,
  profile bytea not null,
  created_at timestamptz not null default now()
);

create table organisations (
  id uuid primary key,
  key_slot bigint not null unique,
  name bytea not null,
  created_at timestamptz not null default now()
);

create table memberships (
  organisation_id uuid not null references organisations on delete cascade,
  account_id uuid not null references accounts on delete cascade,
  role text not null check (role in ('administrator', 'manager', 'member')),
  created_at timestamptz not null default now(),
  primary key (organisation_id, account_id)
);
create index on memberships (account_id);

create table teams (
  id uuid primary key,
  organisation_id uuid not null references organisations on delete cascade,
  name bytea not null,
  created_at timestamptz not null default now()
);
create index on teams (organisation_id);

create table team_members (
  team_id uuid not null references teams on delete cascade,
  account_id uuid not null references accounts on delete cascade,
  observer boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (team_id, account_id)
);
create index on team_members (account_id);

create table invites (
  id uuid primary key,
  organisation_id uuid not null references organisations on delete cascade,
  team_id uuid references teams on delete cascade,
  role text not null check (role in ('administrator', 'manager', 'member')),
  token_hash bytea not null unique,
  created_by uuid references accounts on delete set null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index on invites (organisation_id);

create table sessions (
  token_hash bytea primary key,
  account_id uuid not null references accounts on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  last_seen timestamptz not null default now()
);
create index on sessions (account_id);
create index on sessions (expires_at);

create table sign_ins (
  id uuid primary key,
  email_lookup bytea not null,
  email bytea not null,
  link_hash bytea not null unique,
  code_hash bytea not null,
  browser_hash bytea not null,
  attempts integer not null default 0,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index on sign_ins (email_lookup);
create index on sign_ins (expires_at);

create table api_tokens (
  id uuid primary key,
  account_id uuid not null references accounts on delete cascade,
  token_hash bytea not null unique,
  name bytea not null,
  created_at timestamptz not null default now(),
  last_used timestamptz,
  revoked_at timestamptz
);
create index on api_tokens (account_id);
`;
