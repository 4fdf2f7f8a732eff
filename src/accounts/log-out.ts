import { type Role } from '../platform/actor';
import { isRefreshToken, refreshTokenHash } from './refresh-secret';
import { type SessionServices, type Visit } from './session-services';

interface FoundSession {
  readonly id: string;
  readonly userId: string;
  readonly role: Role;
}

const SESSION_OF_TOKEN = `
  SELECT s.id, s.user_id, u.role
  FROM refresh_token t
  JOIN session s ON s.workspace_id = t.workspace_id AND s.id = t.session_id
  JOIN users u ON u.workspace_id = s.workspace_id AND u.id = s.user_id
  WHERE t.workspace_id = $1 AND t.token_hash = $2 AND s.revoked_at IS NULL`;

const REVOKE = `
  UPDATE session SET revoked_at = $3
  WHERE workspace_id = $1 AND id = $2 AND revoked_at IS NULL
  RETURNING id`;

/**
 * Ends the session that a refresh token belongs to, with all its access and refresh tokens. A token that is unknown
 * or whose session has ended is nothing to complain of. Any token of the family will do, used ones too. Locks the
 * session's row.
 */
export async function logOut(
  { database, unitOfWork, clock }: SessionServices,
  visit: Visit,
  refreshToken: string,
): Promise<void> {
  if (!isRefreshToken(refreshToken)) return;
  const reads = database.workspace(visit.workspaceId);
  const session = await reads.row<FoundSession>(SESSION_OF_TOKEN, refreshTokenHash(refreshToken));
  if (!session) return;

  const actor = { kind: 'user', id: session.userId, role: session.role } as const;
  await unitOfWork.run({ ...visit, actor }, async (tx) => {
    if (!(await tx.row(REVOKE, session.id, clock()))) return;
    tx.audit({
      action: 'session.revoke',
      subject: { type: 'session', id: session.id },
      after: { userId: session.userId, reason: 'logout' },
    });
  });
}
