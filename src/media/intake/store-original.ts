import { v7 as uuid } from 'uuid';
import { type Storage } from '../../platform/storage/storage';
import { contentKey } from '../content/storage-keys';
import { type ReceivedFile } from './receive-file';

/** Bytes that lie in storage under the id of a content that has no row yet. */
export interface StoredOriginal {
  readonly contentId: string;
  readonly key: string;
}

/**
 * Stores a received file as the original of a new content, whose id no other bytes have had or will have. Takes
 * the temporary file away.
 */
export async function storeOriginal(
  storage: Storage,
  workspaceId: string,
  { path, sha256, kind }: ReceivedFile,
): Promise<StoredOriginal> {
  const contentId = uuid();
  const address = { workspaceId, mediaType: kind.mediaType, sha256, contentId };
  const key = contentKey(address, 'original', `original.${kind.extension}`);
  await storage.moveIn(key, path, { contentType: kind.mimeType });
  return { contentId, key };
}
