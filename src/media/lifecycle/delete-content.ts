import { type Storage } from '../../platform/storage/storage';
import { failpoint } from '../../platform/failpoint';
import { type Origin, type Tx } from '../../platform/unit-of-work/transaction';
import { type UnitOfWork } from '../../platform/unit-of-work/unit-of-work';
import { IS_UNREFERENCED } from '../content/condemn-content';
import { Content } from '../content/content.entity';
import { releaseStorage } from '../usage/charge-storage';
import { contentFolder } from '../content/storage-keys';

interface ContentDeps {
  readonly unitOfWork: UnitOfWork;
  readonly storage: Storage;
}

/**
 * Deletes a content that was condemned longer ago than the grace and that nothing refers to: marks it, so that no
 * upload revives it any more; then takes its bytes away, and all that was made from them; then its row. May be killed
 * at any line and run twice at once: whoever comes next goes on. Returns false where it is not to be deleted.
 */
export async function deleteContent(
  { unitOfWork, storage }: ContentDeps,
  origin: Origin,
  contentId: string,
  graceSeconds: number,
): Promise<boolean> {
  const content = await unitOfWork.run(origin, (tx) => markDeleting(tx, contentId, graceSeconds));
  if (!content) return false;
  failpoint('content:marked');
  await takeBytesAway(storage, content);
  failpoint('content:emptied');
  await unitOfWork.run(origin, (tx) => forgetContent(tx, content));
  return true;
}

const LOCK = 'SELECT id FROM content WHERE workspace_id = $1 AND id = $2 FOR UPDATE';

// In a statement of its own, which sees what was committed while the lock was waited for.
const MARK = `
  UPDATE content c SET state = 'deleting', due_at = NULL, lease_id = NULL, leased_until = NULL
  WHERE c.workspace_id = $1 AND c.id = $2 AND c.state <> 'live'
    AND c.condemned_at < now() - make_interval(secs => $3) AND ${IS_UNREFERENCED}
  RETURNING *`;

async function markDeleting(tx: Tx, contentId: string, graceSeconds: number): Promise<Content | undefined> {
  await tx.rows(LOCK, contentId);
  return tx.row<Content>(MARK, contentId, graceSeconds);
}

const BATCH = 500;

async function takeBytesAway(storage: Storage, content: Content): Promise<void> {
  const { workspaceId, mediaType, sha256, id: contentId } = content;
  let keys = [content.storageKey];
  for await (const { key } of storage.list(contentFolder({ workspaceId, mediaType, sha256, contentId }))) {
    keys.push(key);
    if (keys.length < BATCH) continue;
    await storage.delete(keys);
    keys = [];
  }
  await storage.delete(keys);
}

async function forgetContent(
  tx: Tx,
  { id, sha256, mediaType, mimeType, byteSize, processedBytes, createdAt }: Content,
): Promise<void> {
  if ((await tx.delete(Content, { id })) === 0) return;
  tx.audit({
    action: 'content.delete',
    subject: { type: 'content', id },
    before: { sha256: sha256.toString('hex'), mediaType, mimeType, byteSize, createdAt },
  });
  await releaseStorage(tx, { workspaceBytes: byteSize + processedBytes, userId: null, userBytes: 0 });
}
