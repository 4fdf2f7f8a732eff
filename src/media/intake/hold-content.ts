import { type Tx } from '../../platform/unit-of-work/transaction';
import { Content, type ContentState, type TextFacts } from '../content/content.entity';
import { MediaStatus, MediaType } from '../media-type';
import { type ReceivedFile } from './receive-file';
import { type StoredOriginal } from './store-original';

/** The content of a received file, locked until the commit. */
export interface HeldContent {
  readonly id: string;
  readonly status: MediaStatus;
  /** The last work on it failed, whether or not something was published before. */
  readonly hasFailed: boolean;
  /** This transaction made its row, over the bytes that its caller stored. */
  readonly isNew: boolean;
}

// The event of this commit has the work done; should it get lost, the work is due a minute later all the same.
// What needs no work is done with its storing. Waits for whoever is about to commit the same bytes, and then leaves
// theirs in place.
const INSERT = `
  INSERT INTO content (
    workspace_id, id, sha256, byte_size, media_type, mime_type, storage_key, facts,
    status, progress, due_at, processed_at)
  VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8,
    $9, CASE $9 WHEN 'COMPLETED' THEN 1 ELSE 0 END,
    CASE $9 WHEN 'PENDING' THEN now() + interval '1 minute' END,
    CASE $9 WHEN 'COMPLETED' THEN now() END)
  ON CONFLICT (workspace_id, sha256) WHERE state <> 'deleting' DO NOTHING
  RETURNING id`;

const LOCK = `
  SELECT id, status, state, error_code IS NOT NULL AS has_failed FROM content
  WHERE workspace_id = $1 AND sha256 = $2 AND state <> 'deleting'
  FOR UPDATE`;

/**
 * Makes the content of a file over the bytes that were stored for it, or takes the lock of the one that has such
 * bytes already. One that was condemned is live again from this commit on; one whose bytes are being deleted does
 * not count, so that they become a new generation. Null where there is none and nothing was stored, or where it
 * went between two looks.
 */
export async function holdContent(
  tx: Tx,
  file: ReceivedFile,
  stored: StoredOriginal | null,
): Promise<HeldContent | null> {
  const status = statusOfNew(file.kind.mediaType);
  if (stored && (await insertContent(tx, file, stored, status))) {
    return { id: stored.contentId, status, hasFailed: false, isNew: true };
  }
  const content = await tx.row<Omit<HeldContent, 'isNew'> & { state: ContentState }>(LOCK, file.sha256);
  if (!content) return null;
  const { state, ...held } = content;
  if (state === 'condemned') await revive(tx, held.id);
  return { ...held, isNew: false };
}

async function revive(tx: Tx, id: string): Promise<void> {
  await tx.update(Content, { id }, { state: 'live', condemnedAt: null });
  tx.audit({
    action: 'content.revive',
    subject: { type: 'content', id },
    before: { state: 'condemned' },
    after: { state: 'live' },
  });
}

/** Documents are kept and delivered as they are: nothing is made of them. */
function statusOfNew(mediaType: MediaType): MediaStatus {
  return mediaType === MediaType.DOCUMENT ? MediaStatus.COMPLETED : MediaStatus.PENDING;
}

async function insertContent(
  tx: Tx,
  { byteSize, sha256, kind }: ReceivedFile,
  stored: StoredOriginal,
  status: MediaStatus,
): Promise<boolean> {
  const facts: TextFacts | object = kind.charset === undefined ? {} : { charset: kind.charset };
  const inserted = await tx.row(
    INSERT,
    ...[stored.contentId, sha256, byteSize, kind.mediaType, kind.mimeType, stored.key, facts, status],
  );
  return inserted !== undefined;
}
