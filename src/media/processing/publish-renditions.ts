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

const FORGET = `
  DELETE FROM rendition WHERE workspace_id = $1 AND content_id = $2 AND recipe = $3
  RETURNING byte_size, storage_key, on_demand`;

type Forgotten = Pick<Rendition, 'byteSize' | 'storageKey' | 'onDemand'>;

/**
 * Publishes what was made of a content, all at once: from this commit on it is COMPLETED and its outputs are there, in
 * place of all that was made by the same recipe before, whose files are discarded (what was made on demand is, again);
 * what another recipe made stays beside them. Returns false, and changes nothing, when the lease is another's by now or
 * the content is going: the caller then takes away what it stored. Locks the content, then the tally: what is published
 * in place of what was there is counted, and never refused.
 */
export async function publishRenditions(
  tx: Tx,
  lease: ContentLease,
  facts: ImageFacts,
  renditions: readonly NewRendition[],
): Promise<boolean> {
  const { contentId, recipe } = lease;
  if (!(await lockLeased(tx, lease))) return false;
  const forgotten = await tx.rows<Forgotten>(FORGET, contentId, recipe);
  await discardFiles(
    tx,
    contentId,
    forgotten.map(({ storageKey }) => storageKey),
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
  await countProcessed(
    tx,
    contentId,
    bytesOf(renditions) - bytesOf(forgotten.filter(({ onDemand }) => !onDemand)),
  );
  return true;
}

function bytesOf(files: readonly { readonly byteSize: number }[]): number {
  return files.reduce((sum, { byteSize }) => sum + byteSize, 0);
}
