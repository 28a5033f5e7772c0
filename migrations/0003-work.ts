/**
 * Work for later, and the two rules that must hold whoever writes: a key that no row names any more is destroyed, and
 * a right that changes raises the epoch of every open meeting concerned, each in the transaction that caused it.
 */
export const work = `
create table jobs (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('command', 'destroy-key')),
  subject text not null,
  due timestamptz not null,
  meeting_id uuid references meetings on delete cascade,
  payload bytea,
  run_at timestamptz not null,
  attempts integer not null default 0,
  unique (kind, subject, due)
);
create index on jobs (run_at);
create index on jobs (meeting_id);

create table outbox (
  id uuid primary key default gen_random_uuid(),
  organisation_id uuid references organisations on delete cascade,
  destination text not null,
  payload bytea not null,
  idempotency_key text unique,
  created_at timestamptz not null default now(),
  run_at timestamptz not null default now(),
  attempts integer not null default 0,
  last_error text,
  dead_at timestamptz
);
create index on outbox (run_at) where dead_at is null;
create index on outbox (organisation_id);

create function queue_key_destruction(slot bigint) returns void language sql as $$
  insert into jobs (kind, subject, due, run_at) values ('destroy-key', slot::text, 'epoch', now())
  on conflict do nothing
$$;

create function key_slot_unneeded() returns trigger language plpgsql as $$
begin
  perform queue_key_destruction(old.key_slot);
  return null;
end $$;
create trigger key_unneeded after delete on accounts for each row execute function key_slot_unneeded();
create trigger key_unneeded after delete on organisations for each row execute function key_slot_unneeded();

create function meeting_keys_unneeded() returns trigger language plpgsql as $$
begin
  if old.private_slot is not null and (tg_op = 'DELETE' or new.private_slot is distinct from old.private_slot) then
    perform queue_key_destruction(old.private_slot);
  end if;
  if tg_op = 'DELETE' or new.content_slot <> old.content_slot then
    perform queue_key_destruction(old.content_slot);
  end if;
  return null;
end $$;
create trigger keys_unneeded after delete or update of private_slot, content_slot on meetings
  for each row execute function meeting_keys_unneeded();

-- Heads are locked in the order of their ids, so that two such changes at once can't block each other.
create function raise_epochs(account uuid, organisation uuid, team uuid) returns void language sql as $$
  update meeting_heads set epoch = epoch + 1 where meeting_id in (
    select h.meeting_id from meeting_heads h
    join meetings m on m.id = h.meeting_id
    join participants p on p.meeting_id = m.id and p.account_id = account
    where h.open and (m.organisation_id = organisation or m.team_id = team)
    order by h.meeting_id
    for no key update of h)
$$;

create function membership_changed() returns trigger language plpgsql as $$
begin
  perform raise_epochs(old.account_id, old.organisation_id, null);
  return null;
end $$;
create trigger rights_changed after delete or update of role on memberships
  for each row execute function membership_changed();

create function team_member_changed() returns trigger language plpgsql as $$
begin
  perform raise_epochs(old.account_id, null, old.team_id);
  return null;
end $$;
create trigger rights_changed after delete or update of observer on team_members
  for each row execute function team_member_changed();
create function team_member_added() returns trigger language plpgsql as $$
begin
  perform raise_epochs(new.account_id, null, new.team_id);
  return null;
end $$;
create trigger rights_given after insert on team_members
  for each row execute function team_member_added();

create function participant_changed() returns trigger language plpgsql as $$
begin
  update meeting_heads set epoch = epoch + 1 where meeting_id = new.meeting_id and open;
  return null;
end $$;
create trigger rights_changed after update of role, removed_at, account_id on participants
  for each row execute function participant_changed();
`;
