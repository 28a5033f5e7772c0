/** An action item that was carried on into a later meeting: hidden from lists, and back when that one is deleted. */
export const carried = `
alter table action_items add column carried_to uuid references action_items on delete set null
  deferrable initially deferred;
create index on action_items (carried_to) where carried_to is not null;
`;
