-- What the library is looked through by: the words of its items, folders and tags, and an order for every list.

-- both come with PostgreSQL, and any owner of a database may have them
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;

-- TypeORM looks here for what a generated column is generated as; PostgreSQL knows.
CREATE VIEW typeorm_metadata AS
  SELECT 'GENERATED_COLUMN' AS type, table_catalog::text AS database, table_schema::text AS schema,
         table_name::text AS "table", column_name::text AS name, generation_expression::text AS value
  FROM information_schema.columns
  WHERE is_generated = 'ALWAYS';

-- A text as letters and digits, with one space for all that stands between: compatible forms, without the marks that
-- combine with letters. Letters that only look like others with a stroke are taken for these. The case stays.
CREATE FUNCTION media_spaced(said text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  RETURN trim(regexp_replace(
    replace(replace(replace(
      translate(
        regexp_replace(normalize(said, NFKD), '[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+', '', 'g'),
        'øØłŁđĐħĦŧŦı', 'oOlLdDhHtTi'),
      'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'),
    '[^[:alnum:]]+', ' ', 'g'));

-- Such a text with spaces also between lower and upper case, and between letters and digits: beach Sunset, IMG 1234.
CREATE FUNCTION media_parted(spaced text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  RETURN regexp_replace(regexp_replace(regexp_replace(regexp_replace(spaced,
    '([[:lower:]])([[:upper:]])', '\1 \2', 'g'),
    '([[:upper:]])([[:upper:]][[:lower:]])', '\1 \2', 'g'),
    '([[:alpha:]])([[:digit:]])', '\1 \2', 'g'),
    '([[:digit:]])([[:alpha:]])', '\1 \2', 'g');

-- How a tag is compared with what someone types: as words in lower case; as it is where it has no letter or digit.
CREATE FUNCTION media_folded(said text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  RETURN coalesce(nullif(lower(media_spaced(said)), ''), lower(said));

-- What stands before each word of a workspace, so that no word of one is among those of another: an index entry, and
-- what the planner knows of a word, belongs to one workspace. Two that share it cost each other time, nothing else.
CREATE FUNCTION media_word_prefix(workspace_id uuid) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  RETURN right(workspace_id::text, 6);

-- The words of a library item, each as it stands and in its parts. Bounded, as a tsvector is: 20,000 characters,
-- 3,000 words of 60; what is beyond is not found.
CREATE FUNCTION media_words(workspace_id uuid, filename text, alt text, description text, tags text[]) RETURNS tsvector
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  prefix text := media_word_prefix(workspace_id);
  spaced text := media_spaced(left(concat_ws(' ', filename, array_to_string(tags, ' '), alt, description), 20000));
  words  text := lower(spaced || ' ' || media_parted(spaced));
BEGIN
  IF spaced = '' THEN
    RETURN '';
  END IF;
  words := regexp_replace(words, '([^ ]{60})[^ ]+', '\1', 'g');
  RETURN array_to_tsvector((string_to_array(prefix || replace(words, ' ', ' ' || prefix), ' '))[1:3000]);
END $$;

ALTER TABLE media ADD COLUMN search tsvector NOT NULL
  GENERATED ALWAYS AS (media_words(workspace_id, filename, alt, description, tags)) STORED;
-- without a list of what is pending, which every search would have to read through
CREATE INDEX media_search ON media USING gin (search) WITH (fastupdate = off);
CREATE INDEX media_newest_of_folder ON media (workspace_id, folder, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX media_newest_of_uploader ON media (workspace_id, uploaded_by, created_at DESC, id DESC)
  WHERE deleted_at IS NULL;
CREATE INDEX media_last_updated ON media (workspace_id, updated_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX media_by_filename ON media (workspace_id, lower(filename), id) WHERE deleted_at IS NULL;
CREATE INDEX media_by_size ON media (workspace_id, byte_size, id) WHERE deleted_at IS NULL;
CREATE INDEX media_newest_deleted ON media (workspace_id, created_at DESC, id DESC) WHERE deleted_at IS NOT NULL;
-- most contents are completed, and none is looked for by that
CREATE INDEX content_unfinished ON content (workspace_id, status, id) WHERE status <> 'COMPLETED';

-- The items of a tag in the order of the library. Deleted ones are not here.
CREATE TABLE media_tag (
  workspace_id uuid        NOT NULL,
  tag          text        NOT NULL,
  created_at   timestamptz NOT NULL,
  media_id     uuid        NOT NULL,
  CONSTRAINT media_tag_pk PRIMARY KEY (workspace_id, tag, created_at, media_id)
);

-- The folders, tags and words that items have which are not deleted. How many have one is the sum over its shards:
-- whoever finds all of them locked adds one, so that nobody ever waits for a count.
CREATE TABLE media_term (
  workspace_id uuid    NOT NULL,
  kind         text    NOT NULL,
  name         text    NOT NULL,
  shard        uuid    NOT NULL,
  media_count  integer NOT NULL,
  folded       text    GENERATED ALWAYS AS (media_folded(name)) STORED,
  CONSTRAINT media_term_pk PRIMARY KEY (workspace_id, kind, name, shard),
  CONSTRAINT media_term_kind CHECK (kind IN ('folder', 'tag', 'word'))
  -- a count that changes leaves its row on its page, and the indexes of trigrams alone
) WITH (fillfactor = 50);
CREATE INDEX media_term_words ON media_term USING gin (workspace_id, folded gin_trgm_ops)
  WITH (fastupdate = off) WHERE kind = 'word';
CREATE INDEX media_term_tags ON media_term USING gin (workspace_id, folded gin_trgm_ops)
  WITH (fastupdate = off) WHERE kind = 'tag';

-- The terms of one item; none of a deleted one. Words with digits in them are found by how they begin, never by what
-- they resemble, so they are not kept: file names have endless ones.
CREATE FUNCTION media_terms_of(workspace_id uuid, folder text, tags text[], search tsvector, deleted_at timestamptz)
  RETURNS TABLE (kind text, name text)
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT t.kind, t.name
  FROM (
    SELECT 'folder' AS kind, folder AS name
    UNION ALL
    SELECT DISTINCT 'tag', tag FROM unnest(tags) AS tag
    UNION ALL
    SELECT 'word', substr(lexeme, 7) FROM unnest(search) WHERE substr(lexeme, 7) ~ '^[^[:digit:]]{3,}$'
  ) AS t
  WHERE deleted_at IS NULL;
END;

-- Adds to the count of a term. Locks only what nobody else has locked, and waits for nothing.
--
-- Here and below one row is looked up after the other, by its whole key. A join would be planned once, for whatever
-- is there by then, and kept for one item and for ten thousand; row security, which knows the workspace and takes it
-- for small, lets it begin with all terms of the workspace.
CREATE FUNCTION count_media_term(of_workspace uuid, of_kind text, of_name text, step integer) RETURNS void
  LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE held record;
BEGIN
  SELECT t.shard, t.media_count + step AS media_count INTO held FROM media_term t
  WHERE t.workspace_id = of_workspace AND t.kind = of_kind AND t.name = of_name
  LIMIT 1
  FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    INSERT INTO media_term (workspace_id, kind, name, shard, media_count)
    VALUES (of_workspace, of_kind, of_name, gen_random_uuid(), step);
  ELSIF held.media_count = 0 THEN
    DELETE FROM media_term t
    WHERE t.workspace_id = of_workspace AND t.kind = of_kind AND t.name = of_name AND t.shard = held.shard;
  ELSE
    UPDATE media_term t SET media_count = held.media_count
    WHERE t.workspace_id = of_workspace AND t.kind = of_kind AND t.name = of_name AND t.shard = held.shard;
  END IF;
END $$;

CREATE FUNCTION remove_media_tag(of_workspace uuid, of_tag text, since timestamptz, of_media uuid) RETURNS void
  LANGUAGE sql SET enable_seqscan = off
BEGIN ATOMIC
  DELETE FROM media_tag t
  WHERE t.workspace_id = of_workspace AND t.tag = of_tag AND t.created_at = since AND t.media_id = of_media;
END;

-- Keeps both tables true to the library, whoever writes to it and however many items at once.
CREATE FUNCTION media_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO media_tag (workspace_id, tag, created_at, media_id)
  SELECT DISTINCT a.workspace_id, tag, a.created_at, a.id FROM added a, unnest(a.tags) AS tag WHERE a.deleted_at IS NULL;

  PERFORM count_media_term(workspace_id, kind, name, step)
  FROM (
    SELECT a.workspace_id, t.kind, t.name, count(*)::integer AS step
    FROM added a, media_terms_of(a.workspace_id, a.folder, a.tags, a.search, a.deleted_at) AS t
    GROUP BY a.workspace_id, t.kind, t.name
  ) AS steps;
  RETURN NULL;
END $$;

CREATE FUNCTION media_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM remove_media_tag(r.workspace_id, tag, r.created_at, r.id)
  FROM removed r, unnest(r.tags) AS tag WHERE r.deleted_at IS NULL;

  PERFORM count_media_term(workspace_id, kind, name, step)
  FROM (
    SELECT r.workspace_id, t.kind, t.name, -count(*)::integer AS step
    FROM removed r, media_terms_of(r.workspace_id, r.folder, r.tags, r.search, r.deleted_at) AS t
    GROUP BY r.workspace_id, t.kind, t.name
  ) AS steps;
  RETURN NULL;
END $$;

CREATE FUNCTION media_altered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM remove_media_tag(workspace_id, tag, created_at, id)
  FROM (
    SELECT r.workspace_id, tag, r.created_at, r.id FROM removed r, unnest(r.tags) AS tag WHERE r.deleted_at IS NULL
    EXCEPT
    SELECT a.workspace_id, tag, a.created_at, a.id FROM added a, unnest(a.tags) AS tag WHERE a.deleted_at IS NULL
  ) AS gone;

  INSERT INTO media_tag (workspace_id, tag, created_at, media_id)
  SELECT a.workspace_id, tag, a.created_at, a.id FROM added a, unnest(a.tags) AS tag WHERE a.deleted_at IS NULL
  EXCEPT
  SELECT r.workspace_id, tag, r.created_at, r.id FROM removed r, unnest(r.tags) AS tag WHERE r.deleted_at IS NULL;

  PERFORM count_media_term(workspace_id, kind, name, step)
  FROM (
    SELECT workspace_id, kind, name, sum(step)::integer AS step
    FROM (
      SELECT a.workspace_id, t.kind, t.name, 1 AS step
      FROM added a, media_terms_of(a.workspace_id, a.folder, a.tags, a.search, a.deleted_at) AS t
      UNION ALL
      SELECT r.workspace_id, t.kind, t.name, -1
      FROM removed r, media_terms_of(r.workspace_id, r.folder, r.tags, r.search, r.deleted_at) AS t
    ) AS each
    GROUP BY workspace_id, kind, name HAVING sum(step) <> 0
  ) AS steps;
  RETURN NULL;
END $$;

-- what the library has already; the tables are protected only then, as this writes for all workspaces
INSERT INTO media_tag (workspace_id, tag, created_at, media_id)
SELECT DISTINCT m.workspace_id, tag, m.created_at, m.id FROM media m, unnest(m.tags) AS tag WHERE m.deleted_at IS NULL;
INSERT INTO media_term (workspace_id, kind, name, shard, media_count)
SELECT m.workspace_id, t.kind, t.name, gen_random_uuid(), count(*)
FROM media m, media_terms_of(m.workspace_id, m.folder, m.tags, m.search, m.deleted_at) AS t
GROUP BY m.workspace_id, t.kind, t.name;

CALL protect_workspace_table('media_tag');
CALL protect_workspace_table('media_term');

CREATE TRIGGER media_added AFTER INSERT ON media
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION media_added();
CREATE TRIGGER media_removed AFTER DELETE ON media
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION media_removed();
CREATE TRIGGER media_altered AFTER UPDATE ON media
  REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION media_altered();
