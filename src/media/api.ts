export { MediaAttachItemInput } from './attachments/attachment.input';
export { AttachmentResolver, toAttachItem } from './attachments/attachment.resolver';
export { entityMediaOf, primaryImageOf } from './attachments/entity-media-loaders';
export { EntityMediaResolver } from './attachments/entity-media.resolver';
export { EntityMedia } from './attachments/entity-media.type';
export { MediaUsageResolver } from './attachments/media-usage.resolver';
export { ImageResolver } from './delivery/image.resolver';
export { Image } from './delivery/image.type';
