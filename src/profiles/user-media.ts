import { lockUsers, userNames } from '../accounts';
import { type MediaConsumer, MediaType } from '../media';
import { Role } from '../platform/actor';
import { requireRole } from '../platform/errors';

export const USER = 'user';
export const AVATAR = 'avatar';

/** What users say about media. Everyone changes their own picture; admins change anyone's. */
export const userMedia: MediaConsumer = {
  entityType: USER,
  nodeType: 'User',
  roles: [{ name: AVATAR, accepts: [MediaType.IMAGE], maxItems: 1 }],

  authorize(actor, userId) {
    const isSelf = actor.kind === 'user' && actor.id === userId;
    if (!isSelf) requireRole(actor, Role.ADMIN);
  },

  lock: lockUsers,

  labels: userNames,
};
