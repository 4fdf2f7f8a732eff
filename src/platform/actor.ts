/** What a member of a workspace may do; each role may do what those below it may. */
export enum Role {
  OWNER = 'OWNER',
  ADMIN = 'ADMIN',
  EDITOR = 'EDITOR',
  CUSTOMER = 'CUSTOMER',
}

const RANK: Record<Role, number> = { OWNER: 3, ADMIN: 2, EDITOR: 1, CUSTOMER: 0 };

/** Who acts: a signed-in user, an anonymous visitor, or a part of the system itself (a worker, a sweep). */
export type Actor =
  | { readonly kind: 'user'; readonly id: string; readonly role: Role }
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'system'; readonly name: string };

export const ANONYMOUS: Actor = { kind: 'anonymous' };

export function systemActor(name: string): Actor {
  return { kind: 'system', name };
}

/** True for the system and for users whose role is at least `role`. */
export function hasRole(actor: Actor, role: Role): boolean {
  if (actor.kind === 'system') return true;
  return actor.kind === 'user' && RANK[actor.role] >= RANK[role];
}

/** True for whoever works for the workspace: OWNER, ADMIN and EDITOR, and the system. */
export function isStaff(actor: Actor): boolean {
  return hasRole(actor, Role.EDITOR);
}
