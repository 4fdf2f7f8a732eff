import { isStaff } from '../../platform/actor';
import { type NodeRegistry } from '../../platform/graphql/node.resolver';
import { type WorkspaceContext } from '../../platform/graphql/workspace-context';
import { loadImports } from './load-imports';

/** How `node` finds imports: for staff, and for nobody else. */
export const mediaImportNodes: NodeRegistry<WorkspaceContext> = {
  MediaImport: async ({ actor, db }, ids) => (isStaff(actor) ? loadImports(db, ids) : ids.map(() => null)),
};
