import DataLoader from 'dataloader';
import { Ctx, Query, Resolver } from 'type-graphql';
import { loadUser } from '../../accounts/api';
import { Role } from '../../platform/actor';
import { requireRole } from '../../platform/errors';
import { loaderKey } from '../../platform/graphql/loaders';
import { type WorkspaceContext } from '../../platform/graphql/workspace-context';
import { loadQuota, type Quota } from './load-quota';
import {
  figuresByType,
  figuresByUser,
  orphanFigures,
  type TypeFigures,
  workspaceUsedBytes,
} from './storage-figures';
import { StorageUsage } from './storage-usage.type';

const USAGE = loaderKey<string, StorageUsage>('storage usage');

@Resolver()
export class StorageUsageResolver {
  /** `configured`: the quota of workspaces without one of their own. */
  constructor(private readonly configured: Quota) {}

  @Query(() => StorageUsage, { description: 'What the media of the workspace take, for staff.' })
  storageUsage(@Ctx() context: WorkspaceContext): Promise<StorageUsage> {
    requireRole(context.actor, Role.EDITOR);
    // However often a request asks, under aliases or in a batch, it is counted once.
    const batch = (keys: readonly string[]) => Promise.resolve(keys.map(() => this.usage(context)));
    return context.loaders.get(USAGE, () => new DataLoader(batch)).load(context.workspace.id);
  }

  /** Each statement runs when the first field asks for it, and is asked no second time. */
  private usage(context: WorkspaceContext): StorageUsage {
    const { db } = context;
    const types = once(() => figuresByType(db));
    const users = once(() => figuresByUser(db));
    const orphans = once(() => orphanFigures(db));
    const quota = once(() => loadQuota(db, this.configured));
    const sum = async (of: (figures: TypeFigures) => number) =>
      (await types()).reduce((total, figures) => total + of(figures), 0);
    return {
      storedBytes: () => sum(({ storedBytes }) => storedBytes),
      logicalBytes: () => sum(({ logicalBytes }) => logicalBytes),
      mediaCount: () => sum(({ mediaCount }) => mediaCount),
      quotaBytes: async () => (await quota()).workspaceBytes,
      quotaUsedBytes: () => workspaceUsedBytes(db),
      userQuotaBytes: async () => (await quota()).userBytes,
      orphanCount: async () => (await orphans()).orphanCount,
      orphanBytes: async () => (await orphans()).orphanBytes,
      byType: types,
      byUser: async () =>
        (await users()).map(({ userId, ...figures }) => ({
          ...figures,
          user: () => (userId === null ? Promise.resolve(null) : loadUser(context, userId)),
        })),
    };
  }
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => (reading ??= read());
}
