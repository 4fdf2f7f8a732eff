export { placedMediaOf } from './attachments/change-entity-media';
export { type AttachItem } from './attachments/attach-media';
export { type MediaConsumer, MediaConsumers, type MediaRole, type PlacedMedia } from './attachments/consumer';
export { detachDeleted } from './attachments/detach-media';
export { replaceMedia } from './attachments/replace-media';
export { MediaStatus, MediaType } from './media-type';
export { mediaModule } from './media.module';
