import { MediaStatus, type MediaType } from '../media-type';
import { type SearchedWords } from './find-words';
import { cleanFolder, cleanTag } from './media-details';

/** What is left out or empty restricts nothing. */
export interface MediaFilter {
  readonly types?: readonly MediaType[] | null;
  readonly statuses?: readonly MediaStatus[] | null;
  /** Exactly this one; '' is the library's root. */
  readonly folder?: string | null;
  /** All of them. */
  readonly tags?: readonly string[] | null;
  /** true: attached to something; false: to nothing. */
  readonly used?: boolean | null;
  readonly uploadedBy?: string | null;
  readonly createdAfter?: Date | null;
  readonly createdBefore?: Date | null;
  /** true: only the deleted; else none of them. */
  readonly deleted?: boolean | null;
}

/** What a filter demands of media `m`. */
export interface Condition {
  readonly on: 'words' | 'types' | 'statuses' | 'folder' | 'tags' | 'used' | 'uploader' | 'time';
  /** Tells of an item that was read whether it meets this. */
  readonly holds: string;
  /** Statements for the ids of items among which all are that meet it, each by an index. */
  readonly leads: readonly string[];
  /** The parameter that it compares with, where that is a list. */
  readonly list?: string;
}

/** Collects the values of a statement's parameters, and numbers them. */
export type AddParam = (value: unknown) => string;

/** The condition on whether an item is deleted; each index of media has either or. */
export function stateOf({ deleted }: MediaFilter): string {
  return deleted ? 'm.deleted_at IS NOT NULL' : 'm.deleted_at IS NULL';
}

/** The conditions of a filter and of searched words, but for that on deletion. Each uses the parameters it adds. */
export function conditionsOf(
  filter: MediaFilter,
  words: SearchedWords | null,
  param: AddParam,
): readonly Condition[] {
  const { types, statuses, folder, tags, used, uploadedBy, createdAfter, createdBefore } = filter;
  const all: Condition[] = [];
  const add = (on: Condition['on'], holds: string) =>
    all.push({ on, holds, leads: [itemsWhere(filter, holds)] });
  if (words) {
    const holds = `m.search @@ ${param(words.query)}::tsquery`;
    all.push({ on: 'words', holds, leads: words.frequent ? [] : [itemsWhere(filter, holds)] });
  }
  if (types?.length) {
    const list = `${param([...new Set(types)])}::text[]`;
    const holds = `m.media_type = ANY(${list})`;
    all.push({ on: 'types', holds, leads: [itemsWhere(filter, holds)], list });
  }
  if (statuses?.length) all.push(statusCondition(statuses, param));
  if (folder != null) add('folder', `m.folder = ${param(cleanFolder(folder))}`);
  if (tags?.length) all.push(tagsCondition([...new Set(tags.map(cleanTag))], param));
  if (used != null) all.push({ on: 'used', holds: used ? ATTACHED : `NOT ${ATTACHED}`, leads: [] });
  if (uploadedBy) add('uploader', `m.uploaded_by = ${param(uploadedBy)}`);
  if (createdAfter) add('time', `m.created_at > ${param(createdAfter)}`);
  if (createdBefore) add('time', `m.created_at < ${param(createdBefore)}`);
  return filter.deleted ? all.map(amongDeleted) : all;
}

const ATTACHED = 'EXISTS (SELECT 1 FROM attachment a WHERE a.workspace_id = $1 AND a.media_id = m.id)';

function itemsWhere(filter: MediaFilter, condition: string): string {
  return `SELECT m.id FROM media m WHERE m.workspace_id = $1 AND ${stateOf(filter)} AND ${condition}`;
}

/** Of deleted items the indexes know times alone; they know words, but of those that are not deleted as well. */
function amongDeleted(condition: Condition): Condition {
  return condition.on === 'time' ? condition : { ...condition, leads: [] };
}

/** Most items are completed, so only the other statuses lead anywhere. */
function statusCondition(statuses: readonly MediaStatus[], param: AddParam): Condition {
  const condition = `c.status = ANY(${param(statuses)}::text[])`;
  const holds = `EXISTS (SELECT 1 FROM content c WHERE c.workspace_id = $1 AND c.id = m.content_id AND ${condition})`;
  if (statuses.includes(MediaStatus.COMPLETED)) return { on: 'statuses', holds, leads: [] };
  const unfinished = `
    SELECT m.id FROM content c JOIN media m ON m.workspace_id = c.workspace_id AND m.content_id = c.id
    WHERE c.workspace_id = $1 AND ${condition} AND c.status <> 'COMPLETED'`;
  return { on: 'statuses', holds, leads: [unfinished] };
}

/** The table of tags knows the items of each that are not deleted. */
function tagsCondition(tags: readonly string[], param: AddParam): Condition {
  const list = `${param(tags)}::text[]`;
  const leads = tags.map(
    (_, index) => `
      SELECT t.media_id AS id FROM media_tag t WHERE t.workspace_id = $1 AND t.tag = (${list})[${index + 1}]`,
  );
  return { on: 'tags', holds: `m.tags @> ${list}`, leads, list };
}
