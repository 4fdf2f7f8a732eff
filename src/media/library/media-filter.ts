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
  /** Leads to the items that meet it, by an index; left out where there is none. */
  readonly leads?: string;
  /** The parameter that it compares with, where that is a list. */
  readonly list?: string;
}

/** Collects the values of a statement's parameters, and numbers them. */
type AddParam = (value: unknown) => string;

/** The conditions of a filter and of searched words, but for that on deletion. Each uses the parameters it adds. */
export function conditionsOf(
  filter: MediaFilter,
  words: SearchedWords | null,
  param: AddParam,
): readonly Condition[] {
  const { types, statuses, folder, tags, used, uploadedBy, createdAfter, createdBefore } = filter;
  const all: Condition[] = [];
  if (words) all.push(indexed('words', `m.search @@ ${param(words.query)}::tsquery`));
  if (types?.length) all.push(typesCondition(types, param));
  if (statuses?.length) all.push(statusCondition(statuses, param));
  if (folder != null) all.push(indexed('folder', `m.folder = ${param(cleanFolder(folder))}`));
  if (tags?.length) all.push(tagsCondition(tags.map(cleanTag), param));
  if (used != null) all.push({ on: 'used', holds: used ? ATTACHED : `NOT ${ATTACHED}` });
  if (uploadedBy) all.push(indexed('uploader', `m.uploaded_by = ${param(uploadedBy)}`));
  if (createdAfter) all.push(indexed('time', `m.created_at > ${param(createdAfter)}`));
  if (createdBefore) all.push(indexed('time', `m.created_at < ${param(createdBefore)}`));
  return all;
}

const ATTACHED = 'EXISTS (SELECT 1 FROM attachment a WHERE a.workspace_id = $1 AND a.media_id = m.id)';

function indexed(on: Condition['on'], sql: string): Condition {
  return { on, holds: sql, leads: sql };
}

function typesCondition(types: readonly MediaType[], param: AddParam): Condition {
  const list = param([...new Set(types)]);
  return { ...indexed('types', `m.media_type = ANY(${list}::text[])`), list };
}

/** Most items are completed, so only the other statuses lead anywhere. */
function statusCondition(statuses: readonly MediaStatus[], param: AddParam): Condition {
  const having = (condition: string) =>
    `EXISTS (SELECT 1 FROM content c WHERE c.workspace_id = $1 AND c.id = m.content_id AND ${condition})`;
  const condition = `c.status = ANY(${param(statuses)}::text[])`;
  if (statuses.includes(MediaStatus.COMPLETED)) return { on: 'statuses', holds: having(condition) };
  return indexed('statuses', having(`${condition} AND c.status <> 'COMPLETED'`));
}

/** The table of tags leads to what is not deleted. */
function tagsCondition(tags: readonly string[], param: AddParam): Condition {
  const list = `${param(tags)}::text[]`;
  const tagged = tags.map(
    (_, index) => `EXISTS (
      SELECT 1 FROM media_tag t WHERE t.workspace_id = $1 AND t.tag = (${list})[${index + 1}]
        AND t.created_at = m.created_at AND t.media_id = m.id)`,
  );
  return { on: 'tags', holds: `m.tags @> ${list}`, leads: tagged.join(' AND '), list };
}
