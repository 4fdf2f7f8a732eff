import { v7 as uuid } from 'uuid';
import { type Tx } from '../platform/unit-of-work/transaction';
import { RefreshToken } from './refresh-token.entity';
import { newRefreshToken, refreshTokenHash } from './refresh-secret';

const LIFETIME_MS = 30 * 24 * 60 * 60 * 1000;

/** When a refresh token that is issued now runs out, and with it a session that is not refreshed. */
export function refreshExpiry(now: Date): Date {
  return new Date(now.getTime() + LIFETIME_MS);
}

/** Adds a token to a session's family and returns it; this is the only time it is seen. */
export async function issueRefreshToken(tx: Tx, sessionId: string, now: Date): Promise<string> {
  const token = newRefreshToken();
  await tx.insert<RefreshToken>(RefreshToken, {
    id: uuid(),
    sessionId,
    tokenHash: refreshTokenHash(token),
    issuedAt: now,
    expiresAt: refreshExpiry(now),
  });
  return token;
}
