import { type Condition, type MediaFilter, stateOf } from './media-filter';
import { MediaSortKey } from './media-order';

/** Where the items of a list are read from in their order: what an index has, by the conditions that it covers. */
export interface MediaSource {
  /** Holds media as `m`. What stands at the end of the statement also stands at the end of each part, if it has parts. */
  readonly from: (end: string) => string;
  /** The same without what counting needs not. */
  readonly counted?: string;
  readonly where: readonly string[];
  /** The column that this index is in the order of, where that is not the one of `m`. */
  readonly at?: string;
  readonly id: string;
  readonly covers: ReadonlySet<Condition['on']>;
}

/**
 * The source that leaves least to be looked at. By time there is one for a tag, a folder, each kind and an uploader; in
 * the other orders, and for deleted items, one for everything.
 */
export function sourceOf(
  sortKey: MediaSortKey,
  filter: MediaFilter,
  conditions: readonly Condition[],
): MediaSource {
  const everything = {
    from: () => 'media m',
    where: ['m.workspace_id = $1', stateOf(filter)],
    id: 'm.id',
    covers: new Set<Condition['on']>(),
  };
  if (sortKey !== MediaSortKey.CREATED_AT) return everything;
  const times = conditions.filter(({ on }) => on === 'time').map(({ holds }) => holds);
  const first = filter.deleted
    ? undefined
    : FIRST_CHOICE.flatMap((on) => conditions.find((each) => each.on === on) ?? [])[0];
  const where = [...everything.where, ...times];
  if (!first) return { ...everything, where, covers: new Set(['time']) };
  const covers = new Set<Condition['on']>([first.on, 'time']);
  const { list = '' } = first;
  if (first.on === 'tags') {
    if (first.leads.length > 1) covers.delete('tags');
    return { ...ofFirstTag(list, times), covers };
  }
  if (first.on === 'types') return { ...everything, from: ofEachType(list, filter, where), covers };
  return { ...everything, where: [...where, first.holds], covers };
}

const FIRST_CHOICE = ['tags', 'folder', 'types', 'uploader'] as const;

/** Whether its items have the other tags is to be looked at. */
function ofFirstTag(tags: string, times: readonly string[]) {
  const tagged = 'media_tag t';
  return {
    from: () => `${tagged} JOIN media m ON m.workspace_id = t.workspace_id AND m.id = t.media_id`,
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

/** One scan of each kind, in the order and of the length of all of them together. */
function ofEachType(types: string, filter: MediaFilter, where: readonly string[]) {
  return (end: string) => {
    const scans = [...new Set(filter.types)].map(
      (_, index) => `
        (SELECT * FROM media m WHERE ${where.join(' AND ')} AND m.media_type = (${types})[${index + 1}] ${end})`,
    );
    return `(${scans.join(' UNION ALL ')}) AS m`;
  };
}
