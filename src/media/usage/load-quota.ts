import { type WorkspaceRows } from '../../platform/database/workspace-rows';

/** How many bytes a workspace may store, and each of its users; null: any number. */
export interface Quota {
  readonly workspaceBytes: number | null;
  readonly userBytes: number | null;
}

/** What was decided of one workspace: so many bytes, any number of them, or what the configuration says. */
export type QuotaSetting = number | 'unlimited' | 'default';

export interface QuotaSettings {
  readonly workspaceBytes: QuotaSetting;
  readonly userBytes: QuotaSetting;
}

/** Stands in the database for `unlimited`, as null does for `default`. */
const UNLIMITED = String(2n ** 63n - 1n);

// As text, since no number of JavaScript is exactly the greatest bigint.
const LOAD = `
  SELECT workspace_bytes::text AS workspace_bytes, user_bytes::text AS user_bytes
  FROM media_quota WHERE workspace_id = $1`;

/** What was decided of the workspace itself. */
export async function loadQuotaSettings(rows: WorkspaceRows): Promise<QuotaSettings> {
  const own = await rows.row<Record<keyof QuotaSettings, string | null>>(LOAD);
  return { workspaceBytes: fromColumn(own?.workspaceBytes), userBytes: fromColumn(own?.userBytes) };
}

function fromColumn(bytes: string | null | undefined): QuotaSetting {
  if (bytes == null) return 'default';
  return bytes === UNLIMITED ? 'unlimited' : Number(bytes);
}

/** A setting as the database keeps it. */
export function toColumn(setting: QuotaSetting): string | null {
  if (setting === 'default') return null;
  return setting === 'unlimited' ? UNLIMITED : String(setting);
}

/** What the workspace may store: what was decided of it, and `configured` where nothing was. */
export async function loadQuota(rows: WorkspaceRows, configured: Quota): Promise<Quota> {
  const own = await loadQuotaSettings(rows);
  const inForce = (setting: QuotaSetting, otherwise: number | null) => {
    if (setting === 'default') return otherwise;
    return setting === 'unlimited' ? null : setting;
  };
  return {
    workspaceBytes: inForce(own.workspaceBytes, configured.workspaceBytes),
    userBytes: inForce(own.userBytes, configured.userBytes),
  };
}
