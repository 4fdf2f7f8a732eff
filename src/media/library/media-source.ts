import { type Condition, type MediaFilter } from './media-filter';
import { MediaSortKey } from './media-order';

/** Where the items of a list are read from in their order: what an index has, by the conditions that it covers. */
export interface MediaSource {
  /** Holds media as `m`. */
  readonly from: string;
  /** The same without what counting needs not. */
  readonly counted?: string;
  readonly where: readonly string[];
  /** The columns that this index is in the order of, where they are not those of `m`. */
  readonly at?: string;
  readonly id: string;
  readonly covers: ReadonlySet<Condition['on']>;
}

/** The condition on whether an item is deleted; each index of media has either or. */
export function stateOf({ deleted }: MediaFilter): string {
  return deleted ? 'm.deleted_at IS NOT NULL' : 'm.deleted_at IS NULL';
}

/**
 * The source that leaves least to be looked at. By time there is one for a tag, a folder, each kind and an uploader, in
 * the other orders one for everything; deleted items, which are few, have one by time alone.
 */
export function sourceOf(
  sortKey: MediaSortKey,
  filter: MediaFilter,
  conditions: readonly Condition[],
): MediaSource {
  const everything = {
    from: 'media m',
    where: ['m.workspace_id = $1', stateOf(filter)],
    id: 'm.id',
    covers: new Set<Condition['on']>(),
  };
  if (sortKey !== MediaSortKey.CREATED_AT) return everything;
  const times = conditions.filter(({ on }) => on === 'time').map(({ holds }) => holds);
  const first = filter.deleted
    ? undefined
    : FIRST_CHOICE.flatMap((on) => conditions.find((each) => each.on === on) ?? [])[0];
  if (!first) return { ...everything, where: [...everything.where, ...times], covers: new Set(['time']) };
  const covers = new Set<Condition['on']>([first.on, 'time']);
  const { list = '' } = first;
  if (first.on === 'tags') {
    if ((filter.tags?.length ?? 0) > 1) covers.delete('tags');
    return { ...ofFirstTag(list, times), covers };
  }
  const where = [...everything.where, ...times];
  if (first.on === 'types')
    return { ...everything, from: ofEachType(list, new Set(filter.types).size), where, covers };
  return { ...everything, where: [...where, first.holds], covers };
}

const FIRST_CHOICE = ['tags', 'folder', 'types', 'uploader'] as const;

/** Whether its items have the other tags is to be looked at. */
function ofFirstTag(tags: string, times: readonly string[]) {
  const tagged = 'media_tag t';
  return {
    from: `${tagged} JOIN media m ON m.workspace_id = t.workspace_id AND m.id = t.media_id`,
    counted: tagged,
    where: [
      't.workspace_id = $1',
      `t.tag = (${tags})[1]`,
      ...times.map((condition) => condition.replace('m.created_at', 't.created_at')),
    ],
    at: 't.created_at',
    id: 't.media_id',
  };
}

/** One scan of each kind, which the planner merges in their order. */
function ofEachType(types: string, count: number): string {
  const scans = Array.from(
    { length: count },
    (_, index) => `
      SELECT * FROM media
      WHERE workspace_id = $1 AND deleted_at IS NULL AND media_type = (${types}::text[])[${index + 1}]`,
  );
  return `(${scans.join(' UNION ALL ')}) AS m`;
}
