import { v7 as uuid } from 'uuid';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { type MediaConsumers } from '../attachments/consumer';
import { contentStored } from '../content/content-stored';
import { renewWork } from '../content/renew-work';
import { bringBack } from '../lifecycle/restore-media';
import { mediaChanged } from '../library/media-changed';
import { type MediaDetails } from '../library/media-details';
import { Media } from '../library/media.entity';
import { MediaStatus } from '../media-type';
import { chargeStorage } from '../usage/charge-storage';
import { type Quota } from '../usage/load-quota';
import { DuplicateMode } from './duplicate-mode';
import { type HeldContent, holdContent } from './hold-content';
import { type ReceivedFile } from './receive-file';
import { type StoredOriginal } from './store-original';

/** A received file, with what its sender says of it. */
export interface FileToShelve {
  readonly file: ReceivedFile;
  /** Made safe. */
  readonly filename: string;
  readonly details: MediaDetails;
  readonly onDuplicate: DuplicateMode;
}

/** What a file is held against. */
export interface ShelfRules {
  /** Those whose entities get back what was attached to them, where an upload restores a deleted item. */
  readonly consumers: MediaConsumers;
  /** Of workspaces without one of their own. */
  readonly quota: Quota;
}

export interface ShelvedFile {
  readonly mediaId: string;
  readonly contentId: string;
  /** A library item over these bytes was there already. */
  readonly deduplicated: boolean;
}

/** The library changed between two looks, or the bytes are needed after all: begin again, in a new transaction. */
export class ShelfMovedError extends Error {
  constructor() {
    super('The library changed while a file was put into it.');
    this.name = 'ShelfMovedError';
  }
}

interface ShelvedMedia {
  readonly id: string;
  readonly contentId: string;
  readonly deletedAt: Date | null;
}

const OLDEST = `
  SELECT m.id, m.content_id, m.deleted_at
  FROM content c
  JOIN media m ON m.workspace_id = c.workspace_id AND m.content_id = c.id
  WHERE c.workspace_id = $1 AND c.sha256 = $2 AND c.state <> 'deleting'
  ORDER BY m.created_at, m.id
  LIMIT 1`;

const LOCK_MEDIA =
  'SELECT id, content_id, deleted_at FROM media WHERE workspace_id = $1 AND id = $2 FOR UPDATE';

/**
 * Puts a file into the library: as the item that has its bytes already, or as a new one over its content, which is
 * made over the `stored` bytes where there is none yet. Writes one audit row whichever it is, and the events of what
 * changed. A new item is counted to its user, and its bytes to the workspace where they are new; throws the Refusal
 * of `chargeStorage` where there is no room. Locks the item, then its content, then the tally; throws
 * ShelfMovedError, which rolls back, where that order could not be kept or where there are neither stored bytes nor a
 * content.
 */
export async function shelveFile(
  tx: Tx,
  rules: ShelfRules,
  request: FileToShelve,
  stored: StoredOriginal | null,
): Promise<ShelvedFile> {
  const { file, onDuplicate } = request;
  const reuse = onDuplicate === DuplicateMode.REUSE;
  const oldest = reuse ? await findOldest(tx, file) : undefined;
  if (oldest) return reuseMedia(tx, rules.consumers, request, oldest);

  const content = await holdContent(tx, file, stored);
  if (!content) throw new ShelfMovedError();
  const arrived = content.isNew ? undefined : await findOldest(tx, file);
  if (arrived && reuse) throw new ShelfMovedError();
  return addMedia(tx, rules.quota, request, content, arrived !== undefined);
}

function findOldest(tx: Tx, { sha256 }: ReceivedFile): Promise<ShelvedMedia | undefined> {
  return tx.row<ShelvedMedia>(OLDEST, sha256);
}

async function reuseMedia(
  tx: Tx,
  consumers: MediaConsumers,
  request: FileToShelve,
  { id, deletedAt }: ShelvedMedia,
): Promise<ShelvedFile> {
  // Where it is attached is locked before it is, so that has to be known from the first look.
  const [restored] = deletedAt === null ? [] : await bringBack(tx, consumers, [id]);
  const media = await tx.row<ShelvedMedia>(LOCK_MEDIA, id);
  if (media?.deletedAt !== null) throw new ShelfMovedError();
  const content = await holdContent(tx, request.file, null);
  if (content?.id !== media.contentId) throw new ShelfMovedError();

  const renewed = await renewFailed(tx, content);
  tx.audit({
    action: 'media.upload',
    subject: { type: 'media', id },
    before: restored ? { deletedAt: restored.deletedAt } : null,
    after: {
      ...facts(request, content.id),
      deduplicated: true,
      ...(restored && { deletedAt: null }),
      ...renewed,
    },
  });
  // Work that is renewed is said of all items over the content.
  if (restored && !renewed) mediaChanged(tx, id, 'UPDATED');
  return { mediaId: id, contentId: content.id, deduplicated: true };
}

async function addMedia(
  tx: Tx,
  quota: Quota,
  request: FileToShelve,
  content: HeldContent,
  deduplicated: boolean,
): Promise<ShelvedFile> {
  const { file, filename, details } = request;
  const id = uuid();
  const contentId = content.id;
  const uploadedBy = tx.actor.kind === 'user' ? tx.actor.id : null;
  const renewed = await renewFailed(tx, content);
  await tx.insert(Media, {
    id,
    contentId,
    mediaType: file.kind.mediaType,
    byteSize: file.byteSize,
    filename,
    alt: details.alt ?? null,
    description: details.description ?? null,
    tags: [...(details.tags ?? [])],
    folder: details.folder ?? '',
    uploadedBy,
  });
  await chargeStorage(tx, quota, {
    workspaceBytes: content.isNew ? file.byteSize : 0,
    userId: uploadedBy,
    userBytes: file.byteSize,
  });
  tx.audit({
    action: 'media.upload',
    subject: { type: 'media', id },
    after: { ...facts(request, contentId), deduplicated, ...details, ...renewed },
  });
  if (content.isNew && content.status === MediaStatus.PENDING) {
    contentStored(tx, contentId, file.kind.mediaType);
  }
  mediaChanged(tx, id, 'CREATED');
  return { mediaId: id, contentId, deduplicated };
}

/** Has a content processed anew on which the last work failed; returns what the log says of that. */
async function renewFailed(
  tx: Tx,
  { id, status, hasFailed }: HeldContent,
): Promise<{ readonly status: MediaStatus } | null> {
  if (!hasFailed) return null;
  await renewWork(tx, id);
  return { status: status === MediaStatus.FAILED ? MediaStatus.PENDING : status };
}

/** What the log says of an uploaded file, by its name as this sender gave it. */
function facts({ file, filename }: FileToShelve, contentId: string): object {
  return {
    contentId,
    filename,
    mimeType: file.kind.mimeType,
    byteSize: file.byteSize,
    sha256: file.sha256.toString('hex'),
  };
}
