export { AccessTokens } from './access-token';
export { accountsModule } from './accounts.module';
export { Authenticator } from './authenticate';
export { systemClock } from './clock';
export { createWorkspace, type CreateWorkspace } from './create-workspace';
export { logIn } from './log-in';
export { User } from './user.entity';
export { WorkspaceDirectory } from './workspace-directory';
export { Workspace } from './workspace.entity';
