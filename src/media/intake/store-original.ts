import { copyFile, rm } from 'node:fs/promises';
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

/**
 * Stores a received file again under the key of the content that has its bytes, if they are not there any more, or not
 * all of them. Returns whether it did. Leaves the temporary file.
 */
export async function healOriginal(
  storage: Storage,
  key: string,
  { path, byteSize, kind }: ReceivedFile,
): Promise<boolean> {
  const stored = await storage.stat(key);
  if (stored?.byteSize === byteSize) return false;
  const copy = await storage.temporaryPath();
  try {
    await copyFile(path, copy);
    await storage.moveIn(key, copy, { contentType: kind.mimeType });
  } finally {
    await rm(copy, { force: true });
  }
  return true;
}
