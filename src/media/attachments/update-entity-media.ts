import { Refusal, refuse, UserErrorCode } from '../../platform/errors';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { type Arrangement, place, without } from './arrangement';
import { changeEntityMedia, type EntityKey } from './change-entity-media';
import { type MediaConsumers } from './consumer';
import { requireAttached } from './detach-media';
import { textFaults, textsOf, type UseTexts } from './use-texts';

export interface EntityMediaChange extends UseTexts {
  /** An attachment's id. */
  readonly id: string;
  /** Moves it after the last of another role. */
  readonly role?: string;
}

/** Changes role, alt or caption of attachments, all or none. Left out keeps, null clears. */
export async function updateEntityMedia(
  tx: Tx,
  consumers: MediaConsumers,
  entity: EntityKey,
  changes: readonly EntityMediaChange[],
): Promise<void> {
  await changeEntityMedia(tx, consumers, entity, (before, consumer) => {
    requireAttached(
      before,
      changes.map(({ id }) => id),
      (index) => ['items', String(index), 'id'],
    );
    const faults = changes.flatMap((change, index) => textFaults(change, ['items', String(index)]));
    if (faults.length > 0) throw new Refusal(faults);
    return changes.reduce((arrangement, change, index) => {
      if (change.role !== undefined && !consumer.roles.some(({ name }) => name === change.role)) {
        const message = `A ${consumer.entityType} has no role "${change.role}".`;
        throw refuse(UserErrorCode.INVALID, message, ['items', String(index), 'role']);
      }
      return altered(arrangement, change, index);
    }, before);
  });
}

function altered(
  arrangement: Arrangement,
  { id, role, ...texts }: EntityMediaChange,
  index: number,
): Arrangement {
  const slot = arrangement.find((each) => each.id === id);
  if (!slot) return arrangement;
  const next = { ...slot, ...textsOf(texts, slot) };
  if (role === undefined || role === slot.role) {
    return arrangement.map((each) => (each === slot ? next : each));
  }
  if (arrangement.some((each) => each.role === role && each.media.id === slot.media.id)) {
    throw refuse(UserErrorCode.TAKEN, 'This media is attached in that role already.', [
      'items',
      String(index),
      'role',
    ]);
  }
  return place(without(arrangement, new Set([id])), { ...next, role });
}
