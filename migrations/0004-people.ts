/**
 * Invites by mail: the address lies sealed under the organisation's key and goes when the invite is used or revoked.
 * One that is pending is the only one of its team for that address.
 */
export const people = `
alter table invites
  add column email bytea,
  add column email_lookup bytea,
  add column sent_at timestamptz,
  add column used_at timestamptz,
  add column used_by uuid references accounts on delete set null;
create unique index on invites (team_id, email_lookup) where revoked_at is null and used_at is null;
create index on invites (created_by);
create index on invites (used_by);
create index on invites (expires_at);
`;
