import { type Tx } from '../../platform/unit-of-work/transaction';
import { type AttachItem, withItems } from './attach-media';
import { type MediaDifference, rearrange } from './change-entity-media';
import { type MediaConsumer } from './consumer';
import { lockMedia } from './lock-media';
import { textsOf } from './use-texts';

/**
 * Makes an entity's media exactly these, in this order; what stays keeps its attachment's id, and the texts that its
 * item leaves out; attachments of deleted library items stay as they are. For a consumer that changes its entity in
 * the same unit of work: the caller has authorised and holds the entity's lock; `listPath` leads to the list in its
 * input. Returns what changed, for the audit row of the caller's own change; null where nothing did.
 */
export async function replaceMedia(
  tx: Tx,
  consumer: MediaConsumer,
  entityId: string,
  items: readonly AttachItem[],
  listPath: readonly string[],
): Promise<MediaDifference | null> {
  const media = await lockMedia(
    tx,
    items.map(({ mediaId }) => mediaId),
  );
  return rearrange(tx, consumer, { entityType: consumer.entityType, entityId }, (before) => {
    const former = new Map(before.map((slot) => [`${slot.role} ${slot.media.id}`, slot]));
    const described = items.map((item) => {
      const old = former.get(`${item.role ?? consumer.roles[0].name} ${item.mediaId}`);
      return old ? { ...item, ...textsOf(item, old) } : item;
    });
    const listed = withItems([], consumer, described, media, listPath);
    const hasChosen = listed.some(({ primary }) => primary);
    const kept = listed.map((slot) => {
      const old = former.get(`${slot.role} ${slot.media.id}`);
      return old ? { ...slot, id: old.id, primary: hasChosen ? slot.primary : old.primary } : slot;
    });
    return [...kept, ...before.filter(({ hidden }) => hidden)];
  });
}
