import { isDeepStrictEqual } from 'node:util';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { refuse, UserErrorCode } from '../../platform/errors';
import { type Arrangement, settlePrimary } from './arrangement';
import { checkRoles } from './check-roles';
import { type MediaConsumer, type MediaConsumers, type PlacedMedia } from './consumer';
import { loadArrangement } from './load-arrangement';
import { saveArrangement } from './save-arrangement';

declare module '../../platform/outbox/domain-events' {
  interface DomainEvents {
    'entity.media.changed': { entityType: string; entityId: string };
  }
}

/** An entity by its consumer's name for its type, and its own id. */
export interface EntityKey {
  readonly entityType: string;
  readonly entityId: string;
}

/** The consumer of an entity type; an unknown one is refused. */
export function consumerOf(consumers: MediaConsumers, entityType: string): MediaConsumer {
  const consumer = consumers.get(entityType);
  if (consumer) return consumer;
  const known = consumers.all().map((each) => each.entityType);
  const others = known.length > 0 ? `there are: ${known.join(', ')}` : 'there are none';
  throw refuse(UserErrorCode.INVALID, `There is no entity type "${entityType}"; ${others}.`, [
    'entity',
    'type',
  ]);
}

/**
 * Changes the media of one entity: every attach, detach, reorder and replacement comes through here.
 *
 * Authorises and locks the entity through its consumer, so that changes of one entity queue up and every count
 * stays true; `change` then makes the new arrangement of the old one (it may lock media, FOR SHARE by id); the roles and the
 * consumer's own rules judge it; what differs is written, with one audit row and one event. Changing nothing
 * writes nothing. Throws a Refusal, which leaves everything as it was.
 */
export async function changeEntityMedia(
  tx: Tx,
  consumers: MediaConsumers,
  entity: EntityKey,
  change: (before: Arrangement, consumer: MediaConsumer) => Arrangement | Promise<Arrangement>,
): Promise<void> {
  const consumer = consumerOf(consumers, entity.entityType);
  consumer.authorize(tx.actor, entity.entityId);
  const locked = await consumer.lock(tx, [entity.entityId]);
  if (!locked.has(entity.entityId)) {
    throw refuse(UserErrorCode.NOT_FOUND, `There is no such ${entity.entityType}.`, ['entity', 'id']);
  }
  await changeLocked(tx, consumer, entity, change);
}

/** The part of `changeEntityMedia` for a caller that holds the entity's lock and has authorised, or need not. */
export async function changeLocked(
  tx: Tx,
  consumer: MediaConsumer,
  entity: EntityKey,
  change: (before: Arrangement, consumer: MediaConsumer) => Arrangement | Promise<Arrangement>,
): Promise<void> {
  const difference = await rearrange(tx, consumer, entity, change);
  if (!difference) return;
  await consumer.changed?.(tx, entity.entityId);
  const { entityType, entityId } = entity;
  tx.audit({ action: `${entityType}.media`, subject: { type: entityType, id: entityId }, ...difference });
}

/** What was seen of an entity's media and is, for the audit log. */
export interface MediaDifference {
  readonly before: { readonly media: readonly object[] };
  readonly after: { readonly media: readonly object[] };
}

/**
 * The part of `changeEntityMedia` for a consumer that changes its entity and its media together: the caller has
 * authorised, holds the entity's lock, and says itself that the entity changed, with what this returns in its audit
 * row: null where the media stayed as they were.
 */
export async function rearrange(
  tx: Tx,
  consumer: MediaConsumer,
  entity: EntityKey,
  change: (before: Arrangement, consumer: MediaConsumer) => Arrangement | Promise<Arrangement>,
): Promise<MediaDifference | null> {
  const before = await loadArrangement(tx, entity);
  const after = settlePrimary(await change(before, consumer));
  checkRoles(consumer, before, after);
  await consumer.validate?.(tx, entity.entityId, placed(after));
  const saved = await saveArrangement(tx, entity, before, after);
  const difference = { before: { media: seen(before) }, after: { media: seen(after) } };
  if (!saved && isDeepStrictEqual(difference.before, difference.after)) return null;
  tx.publish('entity.media.changed', { ...entity });
  return difference;
}

/** The media of an entity as its consumer's rules see them; to be read under the entity's lock. */
export async function placedMediaOf(
  tx: Tx,
  { entityType }: MediaConsumer,
  entityId: string,
): Promise<PlacedMedia[]> {
  return placed(await loadArrangement(tx, { entityType, entityId }));
}

function placed(arrangement: Arrangement): PlacedMedia[] {
  return arrangement
    .filter(({ hidden }) => !hidden)
    .map(({ media: { id, mediaType, status }, role, primary }) => ({
      mediaId: id,
      role,
      primary,
      mediaType,
      status,
    }));
}

function seen(arrangement: Arrangement): object[] {
  return arrangement
    .filter(({ hidden }) => !hidden)
    .map(({ media, role, primary, alt, caption }) => ({ mediaId: media.id, role, primary, alt, caption }));
}
