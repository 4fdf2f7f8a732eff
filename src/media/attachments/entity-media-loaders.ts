import DataLoader from 'dataloader';
import { isStaff } from '../../platform/actor';
import { loaderKey } from '../../platform/graphql/loaders';
import { type WorkspaceContext } from '../../platform/graphql/workspace-context';
import { type ImageSource } from '../delivery/image-source';
import { imageSourceOf } from '../library/image-source-of';
import { loadMediaRow } from '../library/load-media-row';
import { MediaType } from '../media-type';
import { type EntityKey } from './change-entity-media';
import { type MediaConsumer, type MediaConsumers } from './consumer';
import { type EntityMediaRow, loadEntityMedia } from './load-entity-media';
import { countUsages } from './load-usages';

const ENTITY_MEDIA = loaderKey<string, readonly EntityMediaRow[]>('media of entities');
const LABELS = loaderKey<string, string | null>('labels of entities');
const USAGE_COUNTS = loaderKey<string, number>('usage counts of media');

/**
 * The media of an entity, by the consumer's order of roles and then by position, as the caller of this request
 * may see them; one statement for all entities of a type.
 */
export async function entityMediaOf(
  { loaders, db, actor }: WorkspaceContext,
  consumer: MediaConsumer,
  entityId: string,
): Promise<readonly EntityMediaRow[]> {
  const load: LoadOfType<readonly EntityMediaRow[]> = (type, ids) =>
    loadEntityMedia(db, type, ids, { unfinished: isStaff(actor) });
  const loader = loaders.get(ENTITY_MEDIA, () => new DataLoader((keys) => byType(keys, load, [])));
  const rank = new Map(consumer.roles.map(({ name }, index) => [name, index]));
  const media = await loader.load(keyOf({ entityType: consumer.entityType, entityId }));
  return media.toSorted((a, b) => (rank.get(a.role) ?? rank.size) - (rank.get(b.role) ?? rank.size));
}

/** The image that stands for an entity: its primary one, or the first that can be shown; null without any. */
export async function primaryImageOf(
  context: WorkspaceContext,
  consumer: MediaConsumer,
  entityId: string,
): Promise<ImageSource | null> {
  const uses = await entityMediaOf(context, consumer, entityId);
  for (const use of [...uses.filter(({ primary }) => primary), ...uses]) {
    const media = await loadMediaRow(context, use.mediaId);
    const image = media?.mediaType === MediaType.IMAGE ? imageSourceOf(media, use.alt) : null;
    if (image) return image;
  }
  return null;
}

/** What a consumer calls an entity; null where the caller may not see it. One statement for all of a type. */
export async function labelOf(
  { loaders, db, actor }: WorkspaceContext,
  consumers: MediaConsumers,
  entity: EntityKey,
): Promise<string | null> {
  const load: LoadOfType<string> = async (type, ids) =>
    (await consumers.get(type)?.labels(db, actor, ids)) ?? new Map<string, string>();
  return loaders.get(LABELS, () => new DataLoader((keys) => byType(keys, load, null))).load(keyOf(entity));
}

/** How often a library item is attached; one statement for all items of a request. */
export function usageCountOf({ loaders, db }: WorkspaceContext, mediaId: string): Promise<number> {
  const batch = async (ids: readonly string[]) => {
    const counts = await countUsages(db, ids);
    return ids.map((id) => counts.get(id) ?? 0);
  };
  return loaders.get(USAGE_COUNTS, () => new DataLoader(batch)).load(mediaId);
}

type LoadOfType<T> = (entityType: string, entityIds: readonly string[]) => Promise<ReadonlyMap<string, T>>;

function keyOf({ entityType, entityId }: EntityKey): string {
  return `${entityType} ${entityId}`;
}

/** Loads what keys of several entity types stand for, with one call a type, and answers in their order. */
async function byType<T, M>(keys: readonly string[], load: LoadOfType<T>, missing: M): Promise<(T | M)[]> {
  const idsByType = new Map<string, string[]>();
  for (const key of keys) {
    const [type = '', id = ''] = key.split(' ');
    idsByType.set(type, [...(idsByType.get(type) ?? []), id]);
  }
  const loaded = new Map<string, T>();
  await Promise.all(
    [...idsByType].map(async ([entityType, ids]) => {
      for (const [entityId, value] of await load(entityType, ids)) {
        loaded.set(keyOf({ entityType, entityId }), value);
      }
    }),
  );
  return keys.map((key) => loaded.get(key) ?? missing);
}
