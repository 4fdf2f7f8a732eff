import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { RequestError, RequestErrorCode } from '../platform/errors';
import { type Clock, systemClock } from './clock';

const LIFETIME_MS = 15 * 60 * 1000;
const CLOCK_TOLERANCE_SECONDS = 5;
const ALGORITHM = 'HS256';
const ISSUER = 'vitrine';
const AUDIENCE = 'vitrine-api';

/** What an access token says: who signed in, where, by which session. What they may do, the database says. */
export interface AccessClaims {
  readonly userId: string;
  readonly workspaceId: string;
  readonly sessionId: string;
}

export interface IssuedAccessToken {
  readonly accessToken: string;
  readonly expiresAt: Date;
}

const payload = z.object({ sub: z.uuid(), ws: z.uuid(), sid: z.uuid(), exp: z.number() });

/** Signs and reads access tokens: JWTs (RFC 7519) signed with HS256, good for fifteen minutes. */
export class AccessTokens {
  readonly #key: Uint8Array;

  constructor(
    secret: string,
    private readonly clock: Clock = systemClock,
  ) {
    this.#key = new TextEncoder().encode(secret);
  }

  async issue({ userId, workspaceId, sessionId }: AccessClaims): Promise<IssuedAccessToken> {
    const issuedAt = Math.floor(this.clock().getTime() / 1000);
    const expiresAt = issuedAt + LIFETIME_MS / 1000;
    const accessToken = await new SignJWT({ ws: workspaceId, sid: sessionId })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
      .setSubject(userId)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(this.#key);
    return { accessToken, expiresAt: new Date(expiresAt * 1000) };
  }

  /** What a token says and until when; UNAUTHENTICATED where it is not ours or has run out. */
  async read(token: string): Promise<AccessClaims & { readonly expiresAt: Date }> {
    try {
      const verified = await jwtVerify(token, this.#key, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: this.clock(),
      });
      const { sub, ws, sid, exp } = payload.parse(verified.payload);
      return { userId: sub, workspaceId: ws, sessionId: sid, expiresAt: new Date(exp * 1000) };
    } catch {
      // Why it was refused helps none but those who forge.
      throw new RequestError(
        RequestErrorCode.UNAUTHENTICATED,
        'The access token is not valid, or no longer.',
      );
    }
  }
}
