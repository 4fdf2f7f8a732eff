import { v7 as uuid } from 'uuid';
import { type Role } from '../platform/actor';
import { type Tx } from '../platform/unit-of-work/transaction';
import { emailAddress } from './email-address';
import { verifyPassword } from './hash-password';
import { issueRefreshToken, refreshExpiry } from './issue-refresh-token';
import { isPossiblePassword } from './password-policy';
import { Session } from './session.entity';
import { type SessionServices, type SignedIn, type Visit, wrongCredentials } from './session-services';

export interface LogIn {
  readonly email: string;
  readonly password: string;
  /** The opaque id of a cart that was filled before; it is for the hooks. */
  readonly cartId?: string | null;
}

interface Account {
  readonly id: string;
  readonly role: Role;
  readonly passwordHash: string | null;
}

const USER_AGENT_KEPT = 500;

const ACCOUNT = `
  SELECT id, role, password_hash FROM users WHERE workspace_id = $1 AND lower(email) = lower($2)`;

// The share lock lets sign-ins pass each other, and makes a change of the password wait or be seen.
const STILL_THAT_PASSWORD = `
  SELECT id FROM users WHERE workspace_id = $1 AND id = $2 AND password_hash = $3 FOR SHARE`;

// A cascade takes their tokens along. What another sign-in is taking away just now is left to it.
const DROP_EXPIRED_SESSIONS = `
  DELETE FROM session WHERE workspace_id = $1 AND id IN (
    SELECT id FROM session WHERE workspace_id = $1 AND user_id = $2 AND expires_at <= $3 FOR UPDATE SKIP LOCKED)`;

/**
 * Signs a user in by e-mail address and password: a new session, with the first token of its family.
 *
 * Refuses with INVALID_CREDENTIALS, in the same words and after the same work, whether the account or the password
 * is wrong. Locks the user's row for share; then the hooks run in the same transaction. The user's sessions that
 * have run out are taken away on the way.
 */
export async function logIn(services: SessionServices, visit: Visit, input: LogIn): Promise<SignedIn> {
  const { database, unitOfWork, accessTokens, clock } = services;
  if (!isPossiblePassword(input.password)) throw wrongCredentials();

  const email = emailAddress(input.email);
  const reads = database.workspace(visit.workspaceId);
  const account = email === null ? undefined : await reads.row<Account>(ACCOUNT, email);
  const matches = await verifyPassword(account?.passwordHash ?? null, input.password);
  if (!account || !matches) throw wrongCredentials();

  const now = clock();
  const sessionId = uuid();
  const actor = { kind: 'user', id: account.id, role: account.role } as const;
  const refreshToken = await unitOfWork.run({ ...visit, actor }, async (tx) => {
    if (!(await tx.row(STILL_THAT_PASSWORD, account.id, account.passwordHash))) throw wrongCredentials();
    await tx.rows(DROP_EXPIRED_SESSIONS, account.id, now);
    await insertSession(tx, { id: sessionId, userId: account.id, now, visit });
    const token = await issueRefreshToken(tx, sessionId, now);
    for (const hook of services.onSignIn) {
      await hook(tx, { userId: account.id, cartId: input.cartId ?? null });
    }
    return token;
  });

  const claims = { userId: account.id, workspaceId: visit.workspaceId, sessionId };
  return { ...(await accessTokens.issue(claims)), refreshToken, userId: account.id };
}

interface NewSession {
  readonly id: string;
  readonly userId: string;
  readonly now: Date;
  readonly visit: Visit;
}

async function insertSession(tx: Tx, { id, userId, now, visit }: NewSession): Promise<void> {
  await tx.insert<Session>(Session, {
    id,
    userId,
    createdAt: now,
    expiresAt: refreshExpiry(now),
    ip: visit.ip ?? null,
    userAgent: visit.userAgent?.slice(0, USER_AGENT_KEPT) ?? null,
  });
  tx.audit({ action: 'session.create', subject: { type: 'session', id }, after: { userId } });
}
