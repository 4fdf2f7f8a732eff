import { type Tx } from '../../platform/unit-of-work/transaction';
import { Content, type ContentState } from '../content/content.entity';
import { MediaStatus } from '../media-type';
import { type ReceivedFile } from './receive-file';
import { type StoredOriginal } from './store-original';

/** The content of a received file, locked until the commit. */
export interface HeldContent {
  readonly id: string;
  readonly status: MediaStatus;
  /** This transaction made its row, over the bytes that its caller stored. */
  readonly isNew: boolean;
}

// The event of this commit has the work done; should it get lost, the work is due a minute later all the same.
// Waits for whoever is about to commit the same bytes, and then leaves theirs in place.
const INSERT = `
  INSERT INTO content (workspace_id, id, sha256, byte_size, media_type, mime_type, storage_key, due_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, now() + interval '1 minute')
  ON CONFLICT (workspace_id, sha256) WHERE state <> 'deleting' DO NOTHING
  RETURNING id`;

const LOCK = `
  SELECT id, status, state FROM content
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
  if (stored && (await insertContent(tx, file, stored))) {
    return { id: stored.contentId, status: MediaStatus.PENDING, isNew: true };
  }
  const content = await tx.row<{ id: string; status: MediaStatus; state: ContentState }>(LOCK, file.sha256);
  if (!content) return null;
  const { id, status, state } = content;
  if (state === 'condemned') await revive(tx, id);
  return { id, status, isNew: false };
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

async function insertContent(tx: Tx, file: ReceivedFile, stored: StoredOriginal): Promise<boolean> {
  const { byteSize, sha256, kind } = file;
  const inserted = await tx.row(
    INSERT,
    stored.contentId,
    sha256,
    byteSize,
    kind.mediaType,
    kind.mimeType,
    stored.key,
  );
  return inserted !== undefined;
}

const MINUTE_MS = 60_000;

/** Has a content that failed processed again, from the first try on; the caller holds its lock. */
export async function processAgain(tx: Tx, contentId: string): Promise<void> {
  await tx.update(
    Content,
    { id: contentId },
    {
      status: MediaStatus.PENDING,
      progress: 0,
      attempts: 0,
      dueAt: new Date(Date.now() + MINUTE_MS),
      leaseId: null,
      leasedUntil: null,
      errorCode: null,
      errorMessage: null,
      processedAt: null,
    },
  );
}
