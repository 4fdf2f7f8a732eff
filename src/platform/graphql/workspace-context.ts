import { type PubSub } from 'type-graphql';
import { type Database } from '../database/database';
import { type WorkspaceRows } from '../database/workspace-rows';
import { type Tx } from '../unit-of-work/transaction';
import { type UnitOfWork } from '../unit-of-work/unit-of-work';
import { type CreateContext, type RequestContext } from './context';

/** What the modules' resolvers get: the request, and the one workspace that it may read and write. */
export interface WorkspaceContext extends RequestContext {
  /** What the workspace's events of a name carry, from now on: for subscriptions for which a topic is not enough. */
  readonly hear: (event: string) => AsyncIterable<unknown>;
  /** Reads, each by itself. */
  readonly db: WorkspaceRows;
  /**
   * Changes: one transaction by this request's actor, as `UnitOfWork.run` describes it. What the request's loaders
   * had loaded is forgotten with it, so that the answer shows what is true after it.
   */
  readonly write: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
}

export function workspaceContext(
  database: Database,
  unitOfWork: UnitOfWork,
  pubSub: PubSub,
): CreateContext<WorkspaceContext> {
  return (base) => {
    const { actor, workspace, requestId, ip, loaders } = base;
    const origin = { workspaceId: workspace.id, actor, requestId, ...(ip !== null && { ip }) };
    return {
      ...base,
      hear: (event) => pubSub.subscribe(event, workspace.id),
      db: database.workspace(workspace.id),
      write: (work) => unitOfWork.run(origin, work).finally(() => loaders.clear()),
    };
  };
}
