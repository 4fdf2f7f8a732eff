import { type NodeRegistry } from '../platform/graphql/node.resolver';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { type Route } from '../platform/http/http-server';
import { type Platform } from '../platform/open-platform';
import { AttachmentResolver } from './attachments/attachment.resolver';
import { type MediaConsumers } from './attachments/consumer';
import { entityMediaNodes } from './attachments/entity-media-nodes';
import { EntityMediaResolver } from './attachments/entity-media.resolver';
import { MediaUsageResolver } from './attachments/media-usage.resolver';
import { visibleMedia } from './attachments/visible-media';
import { ImageResolver } from './delivery/image.resolver';
import { DELIVERY_PATH, MediaUrls } from './delivery/media-urls';
import { startDelivery } from './delivery/start-delivery';
import { mediaImportNodes } from './imports/media-import-nodes';
import { MediaImportUpdatedResolver } from './imports/media-import-updated.resolver';
import { MediaImportResolver } from './imports/media-import.resolver';
import { MediaImportsResolver } from './imports/media-imports.resolver';
import { intakeLimits } from './intake/intake-limits';
import { MediaUploadResolver } from './intake/media-upload.resolver';
import { DocumentResolver } from './library/document.resolver';
import { Document } from './library/document.type';
import { MediaEditResolver } from './library/media-edit.resolver';
import { MediaImageResolver } from './library/media-image.resolver';
import { MediaImage } from './library/media-image.type';
import { MediaLibraryResolver } from './library/media-library.resolver';
import { mediaNodes } from './library/media-nodes';
import { MediaLifecycleResolver } from './lifecycle/media-lifecycle.resolver';
import { MediaUpdatedResolver } from './library/media-updated.resolver';
import { MediaResolver } from './library/media.resolver';
import { MediaReprocessResolver } from './processing/media-reprocess.resolver';
import { StorageUsageResolver } from './usage/storage-usage.resolver';

export { MediaAttachItemInput } from './attachments/attachment.input';
export { toAttachItem } from './attachments/attachment.resolver';
export { entityMediaOf, primaryImageOf } from './attachments/entity-media-loaders';
export { EntityMedia } from './attachments/entity-media.type';
export { Image } from './delivery/image.type';
export { pinnedImageOf } from './delivery/pinned-image-loaders';
export { imageSourceOf } from './library/image-source-of';
export { loadMediaRow } from './library/load-media-row';

/** What media add to the API; `baseUrl` is what delivery URLs begin with. */
export function mediaApi(
  services: Pick<Platform, 'config' | 'log' | 'database' | 'unitOfWork' | 'storage'>,
  consumers: MediaConsumers,
  baseUrl: () => string,
) {
  const { config } = services;
  const urls = new MediaUrls(config.mediaUrlKeys, baseUrl);
  const delivery = startDelivery(services, urls);
  const nodes: NodeRegistry<WorkspaceContext> = {
    ...mediaNodes(({ db, actor }, ids) => visibleMedia(db, consumers, actor, ids)),
    ...entityMediaNodes(consumers),
    ...mediaImportNodes,
  };
  const routes: readonly Route[] = [{ path: DELIVERY_PATH, handler: delivery.router, anyOrigin: true }];
  return {
    resolvers: [
      new MediaLibraryResolver(),
      new MediaResolver(urls),
      new MediaImageResolver(),
      new DocumentResolver(),
      new MediaEditResolver(),
      new MediaUpdatedResolver(),
      new MediaUploadResolver({
        ...services,
        consumers,
        limits: intakeLimits(config.uploads),
        quota: config.quota,
      }),
      new MediaImportsResolver(),
      new MediaImportResolver(),
      new MediaImportUpdatedResolver(),
      new ImageResolver(urls),
      new EntityMediaResolver(consumers),
      new AttachmentResolver(consumers),
      new MediaUsageResolver(consumers),
      new MediaLifecycleResolver(consumers),
      new MediaReprocessResolver(),
      new StorageUsageResolver(config.quota),
    ],
    orphanedTypes: [MediaImage, Document],
    nodes,
    routes,
    metrics: delivery.metrics,
    close: () => delivery.close(),
  };
}
