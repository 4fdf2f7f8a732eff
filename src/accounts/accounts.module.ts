import { Role } from '../platform/actor';
import { UserErrorCode } from '../platform/errors';
import { type Module } from '../platform/module';
import { RefreshToken } from './refresh-token.entity';
import { Session } from './session.entity';
import { User } from './user.entity';
import { Workspace } from './workspace.entity';

/** Workspaces, their users, and who is signed in. */
export const accountsModule: Module = {
  name: 'accounts',
  entities: [Workspace, User, Session, RefreshToken],
  audited: [
    { type: 'workspace', nodeType: 'Workspace', readableBy: Role.EDITOR },
    { type: 'user', nodeType: 'User', readableBy: Role.ADMIN },
    { type: 'session', nodeType: 'Session', readableBy: Role.ADMIN },
  ],
  faults: {
    workspace_slug_unique: {
      code: UserErrorCode.TAKEN,
      message: 'There is a workspace with this slug already.',
      field: ['slug'],
    },
    users_email_unique: {
      code: UserErrorCode.TAKEN,
      message: 'There is an account with this e-mail address already.',
      field: ['input', 'email'],
    },
  },
};
