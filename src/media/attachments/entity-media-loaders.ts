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
import { countUsages, loadUsages, type UsageRow } from './load-usages';

const ENTITY_MEDIA = loaderKey<string, readonly EntityMediaRow[]>('media of entities');
const LABELS = loaderKey<string, string | null>('labels of entities');
const USAGES = loaderKey<string, readonly UsageRow[]>('usages of media');
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
  const load: LoadOfGroup<readonly EntityMediaRow[]> = (type, ids) =>
    loadEntityMedia(db, type, ids, { unfinished: isStaff(actor) });
  const loader = loaders.get(ENTITY_MEDIA, () => new DataLoader((keys) => byGroup(keys, load, [])));
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
  const load: LoadOfGroup<string> = async (type, ids) =>
    (await consumers.get(type)?.labels(db, actor, ids)) ?? new Map<string, string>();
  return loaders.get(LABELS, () => new DataLoader((keys) => byGroup(keys, load, null))).load(keyOf(entity));
}

/** How often a library item is attached; one statement for all items of a request. */
export function usageCountOf({ loaders, db }: WorkspaceContext, mediaId: string): Promise<number> {
  const batch = async (ids: readonly string[]) => {
    const counts = await countUsages(db, ids);
    return ids.map((id) => counts.get(id) ?? 0);
  };
  return loaders.get(USAGE_COUNTS, () => new DataLoader(batch)).load(mediaId);
}

/**
 * Where a library item is used, oldest use first, from behind `after`; one statement for all items of a request that
 * are asked for such a page.
 */
export function usagesOf(
  { loaders, db }: WorkspaceContext,
  mediaId: string,
  after: string | null,
  limit: number,
): Promise<readonly UsageRow[]> {
  const load: LoadOfGroup<readonly UsageRow[]> = (page, ids) => {
    const [most = '', behind = ''] = page.split(':');
    return loadUsages(db, ids, behind || null, Number(most));
  };
  const loader = loaders.get(USAGES, () => new DataLoader((keys) => byGroup(keys, load, [])));
  return loader.load(`${limit}:${after ?? ''} ${mediaId}`);
}

type LoadOfGroup<T> = (group: string, ids: readonly string[]) => Promise<ReadonlyMap<string, T>>;

function keyOf({ entityType, entityId }: EntityKey): string {
  return `${entityType} ${entityId}`;
}

/**
 * Loads what keys stand for, each an id behind the group that it is loaded with, with one call a group; answers in
 * their order.
 */
async function byGroup<T, M>(keys: readonly string[], load: LoadOfGroup<T>, missing: M): Promise<(T | M)[]> {
  const idsByGroup = new Map<string, string[]>();
  for (const key of keys) {
    const [group = '', id = ''] = key.split(' ');
    idsByGroup.set(group, [...(idsByGroup.get(group) ?? []), id]);
  }
  const loaded = new Map<string, T>();
  await Promise.all(
    [...idsByGroup].map(async ([group, ids]) => {
      for (const [id, value] of await load(group, ids)) loaded.set(`${group} ${id}`, value);
    }),
  );
  return keys.map((key) => loaded.get(key) ?? missing);
}
