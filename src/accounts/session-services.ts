import { type Database } from '../platform/database/database';
import { refuse, type Refusal, UserErrorCode } from '../platform/errors';
import { type Origin, type Tx } from '../platform/unit-of-work/transaction';
import { type UnitOfWork } from '../platform/unit-of-work/unit-of-work';
import { type AccessTokens, type IssuedAccessToken } from './access-token';
import { type Clock } from './clock';

/**
 * Joins a sign-in, in its transaction; what it throws stops the sign-in. `cartId` is the opaque id that came with
 * it, unchecked. It runs behind the locks of accounts: user, session, refresh token.
 */
export type SignInHook = (
  tx: Tx,
  signIn: { readonly userId: string; readonly cartId: string | null },
) => Promise<void>;

/** What signing in and out works with. */
export interface SessionServices {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly accessTokens: AccessTokens;
  readonly clock: Clock;
  readonly onSignIn: readonly SignInHook[];
}

/** Where a request to sign in or out comes from. */
export interface Visit extends Omit<Origin, 'actor'> {
  readonly userAgent?: string;
}

/** What a client gets to stay signed in with; `expiresAt` is the access token's. */
export interface SignedIn extends IssuedAccessToken {
  readonly refreshToken: string;
  readonly userId: string;
}

/** One refusal for every way of being wrong, so that it tells nothing about which accounts exist. */
export function wrongCredentials(): Refusal {
  return refuse(UserErrorCode.INVALID_CREDENTIALS, 'The e-mail address or the password is wrong.');
}
