import { type Tx } from '../../platform/unit-of-work/transaction';
import { loadQuotaSettings, type QuotaSettings, toColumn } from './load-quota';

// Makes sure that there is a row to lock.
const PREPARE = 'INSERT INTO media_quota (workspace_id) VALUES ($1) ON CONFLICT (workspace_id) DO NOTHING';
const LOCK = 'SELECT workspace_id FROM media_quota WHERE workspace_id = $1 FOR UPDATE';
const SET = 'UPDATE media_quota SET workspace_bytes = $2, user_bytes = $3 WHERE workspace_id = $1';

/**
 * Decides what the workspace may store; what is left out stays as it is. Takes nothing away: where more is stored than
 * that, the next upload is refused. Returns what holds from now on, and writes nothing where that is what held before.
 * Locks the quota.
 */
export async function setQuota(tx: Tx, change: Partial<QuotaSettings>): Promise<QuotaSettings> {
  await tx.rows(PREPARE);
  await tx.rows(LOCK);
  const before = await loadQuotaSettings(tx);
  const after = { ...before, ...change };
  if (after.workspaceBytes === before.workspaceBytes && after.userBytes === before.userBytes) return after;
  await tx.rows(SET, toColumn(after.workspaceBytes), toColumn(after.userBytes));
  tx.audit({ action: 'quota.set', subject: { type: 'workspace', id: tx.workspaceId }, before, after });
  return after;
}
