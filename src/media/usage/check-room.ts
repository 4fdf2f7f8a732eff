import { type WorkspaceRows } from '../../platform/database/workspace-rows';
import { loadQuota, type Quota } from './load-quota';
import { type QuotaHolder, quotaExceeded } from './quota-exceeded';

const USED = 'SELECT owner_id, used_bytes FROM storage_tally WHERE workspace_id = $1 AND owner_id = ANY($2)';

/**
 * Refuses a file before its bytes come, so that none are sent in vain: QUOTA_EXCEEDED where the workspace or the user
 * (null: none) has no byte left, or fewer than `byteSize` where that is known. What the library has already would
 * have taken no room of the workspace, but before it is here nobody can tell. Reserves nothing and locks nothing:
 * `chargeStorage` decides.
 */
export async function checkRoom(
  rows: WorkspaceRows,
  configured: Quota,
  userId: string | null,
  byteSize: number | null = null,
): Promise<void> {
  const quota = await loadQuota(rows, configured);
  if (quota.workspaceBytes === null && quota.userBytes === null) return;
  const owners = userId === null ? [rows.workspaceId] : [rows.workspaceId, userId];
  const tallies = await rows.rows<{ ownerId: string; usedBytes: number }>(USED, owners);
  const check = (holder: QuotaHolder, ownerId: string, limit: number | null) => {
    if (limit === null) return;
    const usedBytes = tallies.find((tally) => tally.ownerId === ownerId)?.usedBytes ?? 0;
    if (usedBytes + (byteSize ?? 1) <= limit) return;
    throw quotaExceeded(holder, { usedBytes, limit, neededBytes: byteSize });
  };
  check('workspace', rows.workspaceId, quota.workspaceBytes);
  if (userId !== null) check('user', userId, quota.userBytes);
}
