import { type WorkspaceRows } from '../../platform/database/workspace-rows';

export interface Folder {
  readonly name: string;
  readonly mediaCount: number;
}

/** So many folders are told of, by name; a library with more is one to search. */
const LISTED_FOLDERS = 10_000;

const FOLDERS = `
  SELECT name, sum(media_count)::integer AS media_count FROM media_term
  WHERE workspace_id = $1 AND kind = 'folder'
  GROUP BY name HAVING sum(media_count) > 0
  ORDER BY name LIMIT $2`;

/** The folders that items are in which are not deleted, from A to Z, each with how many are in exactly it. */
export function listFolders(rows: WorkspaceRows): Promise<Folder[]> {
  return rows.rows<Folder>(FOLDERS, LISTED_FOLDERS);
}

// What is typed is folded as the tags are, and is text: what LIKE takes for a wildcard is escaped.
const TAGS = `
  SELECT name FROM media_term
  WHERE workspace_id = $1 AND kind = 'tag'
    AND ($2 = '' OR folded LIKE '%' || regexp_replace(media_folded($2), '([\\\\%_])', '\\\\\\1', 'g') || '%')
  GROUP BY name, folded HAVING sum(media_count) > 0
  ORDER BY starts_with(folded, media_folded($2)) DESC, sum(media_count) DESC, name
  LIMIT $3`;

/** Characters that are looked for; no tag has more. */
const SEARCHED_LENGTH = 100;

/**
 * The tags of items that are not deleted: those that have what was typed in them, whatever its case and accents, first
 * those that begin with it; the most frequent ones first.
 */
export async function listTags(
  rows: WorkspaceRows,
  typed: string | null | undefined,
  limit: number,
): Promise<string[]> {
  const text = (typed ?? '')
    .slice(0, SEARCHED_LENGTH)
    .replace(/[\p{Cc}\p{Cs}]/gu, ' ')
    .trim();
  return (await rows.rows<{ name: string }>(TAGS, text, limit)).map(({ name }) => name);
}
