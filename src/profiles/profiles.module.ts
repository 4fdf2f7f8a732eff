import { type MediaConsumer } from '../media';
import { type Module } from '../platform/module';
import { userMedia } from './user-media';
import { workspaceMedia } from './workspace-media';

/** The pictures of users and workspaces, of which accounts never hears. */
export const profilesModule: Module & { readonly consumers: readonly MediaConsumer[] } = {
  name: 'profiles',
  entities: [],
  consumers: [userMedia, workspaceMedia],
};
