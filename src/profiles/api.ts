import { type MediaConsumers } from '../media';
import { type Platform } from '../platform/open-platform';
import { AvatarResolver } from './avatar.resolver';
import { ProfileImagesResolver, WorkspaceImagesResolver } from './profile-images.resolver';

/** What profiles add to the API; avatars are taken within a limit of their own. */
export function profilesApi(
  services: Pick<Platform, 'config' | 'log' | 'database' | 'unitOfWork' | 'storage'>,
  consumers: MediaConsumers,
) {
  const { uploads, quota } = services.config;
  const limits = { maxBytes: uploads.maxAvatarBytes, maxBytesOf: {} };
  return {
    resolvers: [
      new AvatarResolver({ ...services, consumers, limits, quota }),
      new ProfileImagesResolver(),
      new WorkspaceImagesResolver(),
    ],
  };
}
