import { lockWorkspace, workspaceName } from '../accounts';
import { type MediaConsumer, MediaType } from '../media';
import { Role } from '../platform/actor';
import { requireRole } from '../platform/errors';

export const WORKSPACE = 'workspace';
export const LOGO = 'logo';
export const BANNER = 'banner';

/** What a workspace says about media: its owner sets what its storefront shows to everyone. */
export const workspaceMedia: MediaConsumer = {
  entityType: WORKSPACE,
  nodeType: 'Workspace',
  roles: [
    { name: LOGO, accepts: [MediaType.IMAGE], maxItems: 1 },
    { name: BANNER, accepts: [MediaType.IMAGE], maxItems: 1 },
  ],

  authorize: (actor) => requireRole(actor, Role.OWNER),

  // A workspace has no entity of this type but itself.
  async lock(tx, ids) {
    if (!ids.includes(tx.workspaceId)) return new Set();
    await lockWorkspace(tx);
    return new Set([tx.workspaceId]);
  },

  async labels(rows, _actor, ids) {
    if (!ids.includes(rows.workspaceId)) return new Map();
    return new Map([[rows.workspaceId, await workspaceName(rows)]]);
  },
};
