import { v7 as uuid } from 'uuid';
import { Refusal, refuse, UserErrorCode } from '../../platform/errors';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { type ArrangedMedia, type Arrangement, place, type Slot, withPrimary } from './arrangement';
import { changeEntityMedia, type EntityKey } from './change-entity-media';
import { type MediaConsumer, type MediaConsumers } from './consumer';
import { lockMedia } from './lock-media';
import { textFaults, textsOf, type UseTexts } from './use-texts';

export interface AttachItem extends UseTexts {
  readonly mediaId: string;
  /** Default: the entity type's first role. */
  readonly role?: string;
  /** Among the visible ones of the role, from 0; default: after the last. */
  readonly position?: number;
  readonly primary?: boolean;
}

/**
 * Attaches library items to an entity, all or none. What is attached in that role already stays where it is and
 * takes the item's alt, caption and primary where these are given: attaching twice is attaching once.
 */
export async function attachMedia(
  tx: Tx,
  consumers: MediaConsumers,
  entity: EntityKey,
  items: readonly AttachItem[],
): Promise<void> {
  await changeEntityMedia(tx, consumers, entity, async (before, consumer) => {
    const media = await lockMedia(
      tx,
      items.map(({ mediaId }) => mediaId),
    );
    return withItems(before, consumer, items, media, ['items']);
  });
}

/** The arrangement with the items in their places; faults name the item by its index, behind the path to the list. */
export function withItems(
  before: Arrangement,
  consumer: MediaConsumer,
  items: readonly AttachItem[],
  media: ReadonlyMap<string, ArrangedMedia>,
  listPath: readonly string[],
): Arrangement {
  checkItems(consumer, items, media, listPath);
  let after = before;
  for (const item of items) {
    const role = item.role ?? consumer.roles[0].name;
    const existing = after.find((slot) => slot.role === role && slot.media.id === item.mediaId);
    const slot = slotOf(item, role, existing, media);
    after = existing
      ? after.map((each) => (each === existing ? slot : each))
      : place(after, slot, item.position);
    if (item.primary) after = withPrimary(after, slot.id);
  }
  return after;
}

function slotOf(
  item: AttachItem,
  role: string,
  existing: Slot | undefined,
  media: ReadonlyMap<string, ArrangedMedia>,
): Slot {
  const attached = media.get(item.mediaId);
  if (!attached) throw refuse(UserErrorCode.NOT_FOUND, 'There is no such media.');
  return {
    id: existing?.id ?? uuid(),
    role,
    media: attached,
    ...textsOf(item, existing),
    primary: existing?.primary ?? false,
    hidden: false,
  };
}

function checkItems(
  consumer: MediaConsumer,
  items: readonly AttachItem[],
  media: ReadonlyMap<string, ArrangedMedia>,
  listPath: readonly string[],
): void {
  const roles = consumer.roles.map(({ name }) => name);
  const faults = items.flatMap(({ mediaId, role, position, ...texts }, index) => {
    const path = [...listPath, String(index)];
    const at = (name: string) => [...path, name];
    if (!media.has(mediaId)) {
      return [{ code: UserErrorCode.NOT_FOUND, message: 'There is no such media.', field: at('mediaId') }];
    }
    if (role !== undefined && !roles.includes(role)) {
      const message = `A ${consumer.entityType} has no role "${role}"; it has: ${roles.join(', ')}.`;
      return [{ code: UserErrorCode.INVALID, message, field: at('role') }];
    }
    if (position !== undefined && position < 0) {
      return [{ code: UserErrorCode.INVALID, message: 'Positions count from 0.', field: at('position') }];
    }
    return textFaults(texts, path);
  });
  if (faults.length > 0) throw new Refusal(faults);
}
