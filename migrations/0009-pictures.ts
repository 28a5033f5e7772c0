/** Pictures of people, sealed under the account's key; apart from the accounts, so that lists of people stay light. */
export const pictures = `
create table pictures (
  account_id uuid primary key references accounts on delete cascade,
  version uuid not null,
  content bytea not null
);
`;
