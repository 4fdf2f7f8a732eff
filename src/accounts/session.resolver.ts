import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Role } from '../platform/actor';
import { answer } from '../platform/graphql/answer';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { AcknowledgePayload } from './acknowledge-payload.type';
import { AuthPayload } from './auth-payload.type';
import { findUsers } from './load-users';
import { logIn } from './log-in';
import { logOut } from './log-out';
import { LoginInput } from './login.input';
import { refreshSession } from './refresh-session';
import { type SessionServices, type SignedIn, type Visit } from './session-services';

type SignedInFields = Omit<AuthPayload, 'userErrors'>;

const NOBODY: SignedInFields = { accessToken: null, refreshToken: null, expiresAt: null, user: null };

@Resolver()
export class SessionResolver {
  constructor(private readonly services: SessionServices) {}

  @Mutation(() => AuthPayload, { description: 'Signs in by e-mail address and password.' })
  async login(
    @Arg('input', () => LoginInput) input: LoginInput,
    @Ctx() context: WorkspaceContext,
  ): Promise<AuthPayload> {
    return answer(async () => signedInAs(await logIn(this.services, visit(context), input), context), NOBODY);
  }

  @Mutation(() => AuthPayload, {
    description: 'Exchanges a refresh token for new tokens; send it without an Authorization header.',
  })
  async tokenRefresh(
    @Arg('refreshToken', () => String) refreshToken: string,
    @Ctx() context: WorkspaceContext,
  ): Promise<AuthPayload> {
    const from = { ...visit(context), actor: context.actor };
    return answer(
      async () => signedInAs(await refreshSession(this.services, from, refreshToken), context),
      NOBODY,
    );
  }

  @Mutation(() => AcknowledgePayload, {
    description: 'Ends the session that a refresh token belongs to, its access tokens included.',
  })
  async logout(
    @Arg('refreshToken', () => String) refreshToken: string,
    @Ctx() context: WorkspaceContext,
  ): Promise<AcknowledgePayload> {
    const done = async () => {
      await logOut(this.services, visit(context), refreshToken);
      return { ok: true };
    };
    return answer(done, { ok: false });
  }
}

/** Where a request comes from. Who it says it is does not matter: its password or its token decides. */
function visit({ workspace, requestId, ip, userAgent }: WorkspaceContext): Visit {
  return { workspaceId: workspace.id, requestId, ip: ip ?? undefined, userAgent: userAgent ?? undefined };
}

/** The answer to who has just signed in: they see themselves, though their request came without a token. */
async function signedInAs(signedIn: SignedIn, { db }: WorkspaceContext): Promise<SignedInFields> {
  const { userId, ...tokens } = signedIn;
  const [user = null] = await findUsers(db, { kind: 'user', id: userId, role: Role.CUSTOMER }, [userId]);
  return { ...tokens, user };
}
