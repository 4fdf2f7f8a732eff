import { type Tx } from '../../platform/unit-of-work/transaction';
import { announceContent } from '../content/announce-content';
import { Content, type ImageFacts } from '../content/content.entity';
import { discardFiles } from '../content/discard-files';
import { Rendition } from '../content/rendition.entity';
import { MediaStatus } from '../media-type';
import { countProcessed } from '../usage/charge-storage';
import { type ContentLease, lockLeased } from './lease-content';

/** One stored output, as its row will say. */
export type NewRendition = Pick<
  Rendition,
  'transform' | 'format' | 'width' | 'height' | 'byteSize' | 'sha256' | 'storageKey'
>;

// What was made on demand by the same recipe is as good as before.
const FORGET = `
  DELETE FROM rendition WHERE workspace_id = $1 AND content_id = $2 AND recipe = $3 AND NOT on_demand
  RETURNING byte_size`;

const REPLACE = `
  DELETE FROM rendition r USING unnest($4::text[], $5::text[]) AS made (transform, format)
  WHERE r.workspace_id = $1 AND r.content_id = $2 AND r.recipe = $3 AND r.on_demand
    AND r.transform = made.transform AND r.format = made.format
  RETURNING r.storage_key`;

/**
 * Publishes what was made of a content, all at once: from this commit on it is COMPLETED and its outputs are
 * there, in place of those that the same recipe made before; those of another recipe stay beside them. Returns false,
 * and changes nothing, when the lease is another's by now or the content is going: the caller then takes away what it
 * stored. Locks the content, then the tally: what is
 * published in place of what was there is counted, and never refused.
 */
export async function publishRenditions(
  tx: Tx,
  lease: ContentLease,
  facts: ImageFacts,
  renditions: readonly NewRendition[],
): Promise<boolean> {
  const { contentId, recipe } = lease;
  if (!(await lockLeased(tx, lease))) return false;
  const forgotten = await tx.rows<{ byteSize: number }>(FORGET, contentId, recipe);
  const [transforms, formats] = [
    renditions.map(({ transform }) => transform),
    renditions.map(({ format }) => format),
  ];
  const replaced = await tx.rows<{ storageKey: string }>(REPLACE, contentId, recipe, transforms, formats);
  await discardFiles(
    tx,
    contentId,
    replaced.map(({ storageKey }) => storageKey),
  );
  await tx.insert(
    Rendition,
    renditions.map((rendition) => ({ ...rendition, contentId, recipe })),
  );
  await tx.update(
    Content,
    { id: contentId },
    {
      status: MediaStatus.COMPLETED,
      progress: 1,
      recipe,
      failedRecipe: null,
      facts,
      dueAt: null,
      leaseId: null,
      leasedUntil: null,
      errorCode: null,
      errorMessage: null,
      processedAt: new Date(),
    },
  );
  tx.audit({
    action: 'content.complete',
    subject: { type: 'content', id: contentId },
    after: { status: MediaStatus.COMPLETED, recipe, attempt: lease.attempt },
  });
  await announceContent(tx, contentId);
  // Last, as other uploads of the workspace wait for its tally.
  await countProcessed(tx, contentId, bytesOf(renditions) - bytesOf(forgotten));
  return true;
}

function bytesOf(files: readonly { readonly byteSize: number }[]): number {
  return files.reduce((sum, { byteSize }) => sum + byteSize, 0);
}
