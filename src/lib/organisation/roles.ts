import type { Role } from '#lib/api/shapes.ts';
import { m } from '#messages';

/** The roles, the highest first. */
export const roles = ['administrator', 'manager', 'member'] as const satisfies readonly Role[];

/** What a role is called. */
export const roleNames: Readonly<Record<Role, () => string>> = {
  administrator: m.role_administrator,
  manager: m.role_manager,
  member: m.role_member,
};

/** What one may do in a role. */
export const roleHints: Readonly<Record<Role, () => string>> = {
  administrator: m.role_administrator_hint,
  manager: m.role_manager_hint,
  member: m.role_member_hint,
};
