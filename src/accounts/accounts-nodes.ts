import { type NodeRegistry } from '../platform/graphql/node.resolver';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { loadUser } from './load-users';
import { loadWorkspace } from './load-workspace';

/** How `node` finds the records of this module. */
export const accountsNodes: NodeRegistry<WorkspaceContext> = {
  User: (context, uuids) => Promise.all(uuids.map((uuid) => loadUser(context, uuid))),
  Workspace: async (context, uuids) => {
    const own = uuids.includes(context.workspace.id) ? await loadWorkspace(context) : null;
    return uuids.map((uuid) => (uuid === own?.uuid ? own : null));
  },
};
