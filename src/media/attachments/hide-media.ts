import { Refusal } from '../../platform/errors';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { type Arrangement, visibleIn } from './arrangement';
import { changeLocked } from './change-entity-media';
import { type MediaConsumer } from './consumer';
import { type LockedEntity } from './lock-users';

/**
 * Hides library items, which are about to be deleted, from an entity that uses them, as far as its rules allow:
 * throws their Refusal. The attachments keep their places. Holds the entity's lock and the items'.
 */
export async function hideMedia(
  tx: Tx,
  { consumer, ...entity }: LockedEntity,
  mediaIds: ReadonlySet<string>,
): Promise<void> {
  consumer.authorize(tx.actor, entity.entityId);
  await changeLocked(tx, consumer, entity, (before) =>
    before.map((slot) => (mediaIds.has(slot.media.id) ? { ...slot, hidden: true } : slot)),
  );
}

/**
 * Shows library items, which are being restored, at an entity again, in the places that they had. An attachment
 * whose role has been filled meanwhile is taken away, and all of them are where the entity's rules do not want
 * them back: a restore never fails for what became of an entity. Holds the entity's lock and the items'.
 */
export async function showAgain(
  tx: Tx,
  { consumer, ...entity }: LockedEntity,
  mediaIds: ReadonlySet<string>,
): Promise<void> {
  try {
    await changeLocked(tx, consumer, entity, (before) => withReturned(before, consumer, mediaIds));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await changeLocked(tx, consumer, entity, (before) =>
      before.filter(({ hidden, media }) => !(hidden && mediaIds.has(media.id))),
    );
  }
}

function withReturned(
  before: Arrangement,
  consumer: MediaConsumer,
  mediaIds: ReadonlySet<string>,
): Arrangement {
  return before.reduce<Arrangement>((after, slot) => {
    if (!slot.hidden || !mediaIds.has(slot.media.id)) return after;
    const { maxItems = Infinity } = consumer.roles.find(({ name }) => name === slot.role) ?? {};
    return visibleIn(after, slot.role).length < maxItems
      ? after.map((each) => (each === slot ? { ...slot, hidden: false } : each))
      : after.filter((each) => each !== slot);
  }, before);
}
