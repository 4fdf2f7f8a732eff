import { type Actor } from '../platform/actor';
import { refuse, UserErrorCode } from '../platform/errors';
import { type Tx } from '../platform/unit-of-work/transaction';
import { issueRefreshToken, refreshExpiry } from './issue-refresh-token';
import { isRefreshToken, refreshTokenHash } from './refresh-secret';
import { RefreshToken } from './refresh-token.entity';
import { Session } from './session.entity';
import { type SessionServices, type SignedIn, type Visit } from './session-services';

/** Two tabs that wake up together send the same token; within this time of its first use that is no theft. */
const GRACE_MS = 10_000;

// The session's row is the lock of its family: refreshes, a replay and a logout come one after another.
const LOCK_SESSION = `
  SELECT id, user_id, expires_at, revoked_at FROM session
  WHERE workspace_id = $1 AND id = (SELECT session_id FROM refresh_token WHERE workspace_id = $1 AND token_hash = $2)
  FOR UPDATE`;

// Read by a statement of its own, behind the lock, so that it sees what the one before has committed.
const TOKEN = 'SELECT id, expires_at, used_at FROM refresh_token WHERE workspace_id = $1 AND token_hash = $2';

const DROP_EXPIRED_TOKENS =
  'DELETE FROM refresh_token WHERE workspace_id = $1 AND session_id = $2 AND expires_at <= $3';

type FoundSession = Pick<Session, 'id' | 'userId' | 'expiresAt' | 'revokedAt'>;
type FoundToken = Pick<RefreshToken, 'id' | 'expiresAt' | 'usedAt'>;

interface Rotation {
  readonly sessionId: string;
  readonly userId: string;
  readonly refreshToken: string;
}

/**
 * Exchanges a refresh token for a new one and a new access token, which moves the session's end.
 *
 * The same token again within ten seconds of its first use gets another token of the family; after that it is a
 * replay: the whole family is revoked (with an audit row) and the request refused, as it is for a token that is
 * unknown in this workspace, expired or revoked (INVALID_CREDENTIALS). Locks the session's row, then its tokens.
 */
export async function refreshSession(
  { unitOfWork, accessTokens, clock }: SessionServices,
  visit: Visit & { readonly actor: Actor },
  refreshToken: string,
): Promise<SignedIn> {
  // A revocation has to be committed, so the refusal is thrown only after the transaction.
  const rotation = isRefreshToken(refreshToken)
    ? await unitOfWork.run(visit, (tx) => rotate(tx, refreshTokenHash(refreshToken), clock))
    : null;
  if (!rotation) {
    throw refuse(UserErrorCode.INVALID_CREDENTIALS, 'This refresh token is not valid; sign in again.', [
      'refreshToken',
    ]);
  }
  const { sessionId, userId, refreshToken: next } = rotation;
  const issued = await accessTokens.issue({ userId, workspaceId: visit.workspaceId, sessionId });
  return { ...issued, refreshToken: next, userId };
}

async function rotate(tx: Tx, tokenHash: Buffer, clock: () => Date): Promise<Rotation | null> {
  const session = await tx.row<FoundSession>(LOCK_SESSION, tokenHash);
  if (!session || session.revokedAt) return null;
  const token = await tx.row<FoundToken>(TOKEN, tokenHash);
  // Asked for only behind the lock: who waited for it must not count by the time before.
  const now = clock();
  if (!token || token.expiresAt <= now) return null;

  if (token.usedAt && now.getTime() - token.usedAt.getTime() >= GRACE_MS) {
    await tx.update<Session>(Session, { id: session.id }, { revokedAt: now });
    tx.audit({
      action: 'session.revoke',
      subject: { type: 'session', id: session.id },
      after: { userId: session.userId, reason: 'refresh token used twice' },
    });
    return null;
  }
  if (!token.usedAt) await tx.update<RefreshToken>(RefreshToken, { id: token.id }, { usedAt: now });
  await tx.rows(DROP_EXPIRED_TOKENS, session.id, now);
  await tx.update<Session>(Session, { id: session.id }, { expiresAt: refreshExpiry(now) });
  return {
    sessionId: session.id,
    userId: session.userId,
    refreshToken: await issueRefreshToken(tx, session.id, now),
  };
}
