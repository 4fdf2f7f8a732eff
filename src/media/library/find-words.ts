import { type WorkspaceRows } from '../../platform/database/workspace-rows';
import { closestWords } from './closest-words';

/** What a search looks for in the words of media. */
export interface SearchedWords {
  /** A tsquery over `media.search`. */
  readonly query: string;
  /** So few items can have all of the words that they are better gathered than looked for among all. */
  readonly rare: boolean;
  /** So many items have each of the words that these are better looked for among all than gathered. */
  readonly frequent: boolean;
}

/** Characters of a search, and words; what is beyond is not looked for. */
const SEARCHED_LENGTH = 200;
const SEARCHED_WORDS = 20;
/** Of the library's words that hold a searched one inside, the most frequent ones are looked for too. */
const HOLDING_WORDS = 100;
/** So many of them are looked at; a word that is inside of more is not rare. */
const LOOKED_AT = 5_000;
/** Of words that resemble one, so many are compared with it letter by letter. */
const COMPARED = 500;
/** A word of at most so many items is rare, one of more than so many frequent. */
const RARE = 1_000;
const FREQUENT = 20_000;

interface TypedWord {
  word: string;
  /** The word as one would take it apart, e.g. beach and sunset of BeachSunset. */
  parts: string[];
  /** What the words of this workspace begin with. */
  prefix: string;
  /** The library's words that have this one inside; null where it is too short to look, or has digits. */
  holding: string[] | null;
  /** How often the library has such words, or words that begin with this one; null where that is not known. */
  items: number | null;
}

// The words of items that are not deleted are the terms of this kind. What a library holds and what is typed are made
// into words by the same functions; see the migration.
const TYPED = `
  SELECT t.word, string_to_array(lower(media_parted(t.token)), ' ') AS parts, media_word_prefix($1) AS prefix,
         CASE WHEN t.is_kept THEN h.holding END AS holding, CASE WHEN t.is_kept THEN h.items END AS items
  FROM (
    SELECT token, lower(token) AS word, lower(token) ~ '^[^[:digit:]]{3,}$' AS is_kept
    FROM (
      SELECT DISTINCT left(token, 60) AS token FROM string_to_table(media_spaced($2), ' ') AS token
      WHERE token <> '' LIMIT $3
    ) AS typed
  ) AS t
  CROSS JOIN LATERAL (
    SELECT coalesce((array_agg(name ORDER BY items DESC) FILTER (WHERE NOT starts_with(name, t.word)))[1:$4], '{}') AS holding,
           coalesce(sum(items), 0)::float8 AS items
    FROM (
      SELECT name, sum(media_count) AS items
      FROM (
        SELECT name, media_count FROM media_term
        WHERE t.is_kept AND workspace_id = $1 AND kind = 'word' AND folded LIKE '%' || t.word || '%'
        LIMIT ${LOOKED_AT}
      ) AS looked
      GROUP BY name HAVING sum(media_count) > 0
    ) AS held
  ) AS h`;

// One slip leaves most trigrams of a long word as they were, and the beginning or the end of a short one.
const RESEMBLING = `
  SELECT name AS word, sum(media_count)::float8 AS items FROM media_term
  WHERE workspace_id = $1 AND kind = 'word'
    AND (folded % $2 OR folded LIKE left($2, 2) || '%' OR folded LIKE '%' || right($2, 2))
    AND length(folded) BETWEEN length($2) - 2 AND length($2) + 2
  GROUP BY name, folded HAVING sum(media_count) > 0
  ORDER BY similarity(folded, $2) DESC LIMIT $3`;

/**
 * What to look for in the library for what someone typed: each of its words, as the beginning of a word or inside one;
 * where the library has no such word, those that it resembles most. Whatever is typed is text, never syntax. Null where
 * nothing was typed; what has neither letter nor digit is found nowhere.
 */
export async function findWords(
  rows: WorkspaceRows,
  typed: string | null | undefined,
): Promise<SearchedWords | null> {
  const text = (typed ?? '')
    .slice(0, SEARCHED_LENGTH)
    .replace(/[\p{Cc}\p{Cs}]/gu, ' ')
    .trim();
  if (text === '') return null;
  const words = await rows.rows<TypedWord>(TYPED, text, SEARCHED_WORDS, HOLDING_WORDS);
  const searched = await Promise.all(words.map((word) => alternativesOf(rows, word)));
  return {
    query: searched.map(({ query }) => `(${query})`).join(' & '),
    rare: searched.some(({ items }) => items !== null && items <= RARE) || searched.length === 0,
    frequent: searched.every(({ items }) => items !== null && items > FREQUENT),
  };
}

async function alternativesOf(
  rows: WorkspaceRows,
  { word, parts, prefix, holding, items }: TypedWord,
): Promise<{ query: string; items: number | null }> {
  const lexeme = (text: string) => `'${(prefix + text).replace(/['\\]/g, '$&$&')}'`;
  const beginning = (text: string) => `${lexeme(text)}:*`;
  const alternatives = [beginning(word), ...(holding ?? []).map(lexeme)];
  if (parts.length > 1) alternatives.push(`(${parts.map(beginning).join(' & ')})`);
  const isUnknown = items === 0 && parts.length === 1;
  const resembling = isUnknown ? await resemblingWords(rows, word) : [];
  return {
    query: [...alternatives, ...resembling.map((each) => lexeme(each.word))].join(' | '),
    items:
      parts.length > 1 ? null : isUnknown ? resembling.reduce((sum, each) => sum + each.items, 0) : items,
  };
}

async function resemblingWords(rows: WorkspaceRows, word: string) {
  const found = await rows.rows<{ word: string; items: number }>(RESEMBLING, word, COMPARED);
  const closest = new Set(
    closestWords(
      word,
      found.map((each) => each.word),
    ),
  );
  return found.filter((each) => closest.has(each.word));
}
