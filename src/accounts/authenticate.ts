import { type Actor, ANONYMOUS, type Role } from '../platform/actor';
import { type Database } from '../platform/database/database';
import { RequestError, RequestErrorCode } from '../platform/errors';
import { type AccessTokens } from './access-token';
import { type Clock, systemClock } from './clock';
import { WorkspaceDirectory, type WorkspaceSummary } from './workspace-directory';

/** What a request says of itself, over HTTP by its headers, over WebSocket by its connection parameters. */
export interface Credentials {
  /** `Bearer <access token>` */
  readonly authorization?: string | null;
  /** The slug in `x-workspace`. */
  readonly workspace?: string | null;
}

/** Who asks, and in which workspace. */
export interface Authenticated {
  readonly workspace: WorkspaceSummary;
  readonly actor: Actor;
  /** null: nobody is signed in. */
  readonly sessionId: string | null;
  /** When the access token runs out, which ends what was opened with it. */
  readonly expiresAt: Date | null;
}

export interface AuthenticatorOptions {
  /** The slug of the workspace of requests that name none; only development has one. */
  readonly defaultWorkspace?: string;
  readonly clock?: Clock;
}

interface SignedInUser {
  readonly role: Role;
  readonly slug: string;
  readonly currencyCode: string;
}

// Three primary keys; it makes a logout and a change of role bite at the next request.
const SIGNED_IN = `
  SELECT u.role, w.slug, w.currency_code
  FROM session s
  JOIN users u ON u.workspace_id = s.workspace_id AND u.id = s.user_id
  JOIN workspace w ON w.id = s.workspace_id
  WHERE s.workspace_id = $1 AND s.id = $2 AND s.user_id = $3 AND s.revoked_at IS NULL AND s.expires_at > $4`;

/** Tells who asks and in which workspace, for every request. */
export class Authenticator {
  readonly #workspaces: WorkspaceDirectory;

  constructor(
    private readonly database: Database,
    private readonly accessTokens: AccessTokens,
    private readonly options: AuthenticatorOptions = {},
  ) {
    this.#workspaces = new WorkspaceDirectory(database);
  }

  /**
   * The workspace is that of the token, else the one that is named, else the default. Throws a RequestError:
   * UNAUTHENTICATED for a token that does not hold or whose session was ended, FORBIDDEN where the named workspace
   * is not the token's, NOT_FOUND for a workspace that is not there, BAD_USER_INPUT where none is named.
   */
  async authenticate({ authorization, workspace }: Credentials): Promise<Authenticated> {
    if (authorization) return this.signedIn(bearerToken(authorization), workspace);
    return {
      workspace: await this.named(workspace),
      actor: ANONYMOUS,
      sessionId: null,
      expiresAt: null,
    };
  }

  private async signedIn(token: string, slug: string | null | undefined): Promise<Authenticated> {
    const { userId, workspaceId, sessionId, expiresAt } = await this.accessTokens.read(token);
    const now = (this.options.clock ?? systemClock)();
    const reads = this.database.workspace(workspaceId);
    const user = await reads.row<SignedInUser>(SIGNED_IN, sessionId, userId, now);
    if (!user) {
      throw new RequestError(RequestErrorCode.UNAUTHENTICATED, 'This session has ended; sign in again.');
    }
    if (slug && slug !== user.slug) {
      throw new RequestError(RequestErrorCode.FORBIDDEN, 'The access token is for another workspace.');
    }
    return {
      workspace: { id: workspaceId, slug: user.slug, currencyCode: user.currencyCode },
      actor: { kind: 'user', id: userId, role: user.role },
      sessionId,
      expiresAt,
    };
  }

  private async named(slug: string | null | undefined): Promise<WorkspaceSummary> {
    const name = slug ?? this.options.defaultWorkspace;
    if (!name) {
      throw new RequestError(RequestErrorCode.BAD_USER_INPUT, 'Name a workspace by the header x-workspace.');
    }
    const workspace = await this.#workspaces.bySlug(name);
    if (!workspace) throw new RequestError(RequestErrorCode.NOT_FOUND, 'There is no such workspace.');
    return workspace;
  }
}

function bearerToken(authorization: string): string {
  const [, token] = /^Bearer +([^\s]+)$/i.exec(authorization.trim()) ?? [];
  if (token) return token;
  throw new RequestError(RequestErrorCode.UNAUTHENTICATED, 'Send the access token as "Bearer <token>".');
}
