import { isStaff } from '../../platform/actor';
import { type NodeRegistry } from '../../platform/graphql/node.resolver';
import { type WorkspaceContext } from '../../platform/graphql/workspace-context';
import { loadMediaRow } from './load-media-row';

/** Of these library items, those that are on show to the caller; asked where the caller is no staff. */
export type FindVisible = (
  context: WorkspaceContext,
  mediaIds: readonly string[],
) => Promise<ReadonlySet<string>>;

/**
 * How `node` finds library items: staff see all, the deleted ones too; everyone else what is on show, which is
 * nothing unless `findVisible` says so.
 */
export function mediaNodes(
  findVisible: FindVisible = () => Promise.resolve(new Set()),
): NodeRegistry<WorkspaceContext> {
  return {
    Media: async (context, ids) => {
      const visible = isStaff(context.actor) ? new Set(ids) : await findVisible(context, ids);
      return Promise.all(ids.map(async (id) => (visible.has(id) ? loadMediaRow(context, id) : null)));
    },
  };
}
