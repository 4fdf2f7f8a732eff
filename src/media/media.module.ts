import { Role } from '../platform/actor';
import { type Module } from '../platform/module';
import { Attachment } from './attachments/attachment.entity';
import { ContentPin } from './content/content-pin.entity';
import { Content } from './content/content.entity';
import { DiscardedFile } from './content/discarded-file.entity';
import { Rendition } from './content/rendition.entity';
import { MediaImport } from './imports/media-import.entity';
import { MediaTag } from './library/media-tag.entity';
import { MediaTerm } from './library/media-term.entity';
import { Media } from './library/media.entity';
import { TransformLease } from './processing/on-demand/transform-lease.entity';
import { MediaQuota } from './usage/media-quota.entity';
import { StorageTally } from './usage/storage-tally.entity';

export const mediaModule: Module = {
  name: 'media',
  entities: [
    ...[Content, ContentPin, Rendition, DiscardedFile, TransformLease],
    ...[Media, MediaTag, MediaTerm, Attachment, MediaImport],
    ...[MediaQuota, StorageTally],
  ],
  jobs: { 'content.stored': ['image'], 'media.import.requested': ['import'] },
  broadcasts: ['media.changed', 'media.import.changed'],
  audited: [
    { type: 'media', nodeType: 'Media', readableBy: Role.EDITOR },
    { type: 'mediaImport', nodeType: 'MediaImport', readableBy: Role.EDITOR },
    { type: 'content', nodeType: 'Content', readableBy: Role.EDITOR },
  ],
};
