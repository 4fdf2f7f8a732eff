import { Ctx, Query, Resolver } from 'type-graphql';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { loadUser } from './load-users';
import { loadWorkspace } from './load-workspace';
import { User } from './user.type';
import { Workspace } from './workspace.type';

@Resolver()
export class AccountsResolver {
  @Query(() => User, { nullable: true, description: 'Who is signed in; null for anonymous callers.' })
  async me(@Ctx() context: WorkspaceContext): Promise<User | null> {
    const { actor } = context;
    return actor.kind === 'user' ? loadUser(context, actor.id) : null;
  }

  @Query(() => Workspace, { description: 'The workspace that this request runs in.' })
  async workspace(@Ctx() context: WorkspaceContext): Promise<Workspace> {
    return loadWorkspace(context);
  }
}
