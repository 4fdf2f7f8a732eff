export { accountsNodes } from './accounts-nodes';
export { AccountsResolver } from './accounts.resolver';
export { Address, AddressInput } from './address.type';
export { loadUser } from './load-users';
export { SessionResolver } from './session.resolver';
export { UserPayload } from './user-payload.type';
export { User } from './user.type';
export { Workspace } from './workspace.type';
