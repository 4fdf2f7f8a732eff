DROP TRIGGER media_altered ON media;
DROP TRIGGER media_removed ON media;
DROP TRIGGER media_added ON media;
DROP FUNCTION media_altered, media_removed, media_added, remove_media_tag, count_media_term, media_terms_of;
DROP TABLE media_term;
DROP TABLE media_tag;
DROP INDEX content_unfinished, media_newest_deleted, media_by_size, media_by_filename, media_last_updated,
  media_newest_of_uploader, media_newest_of_folder;
ALTER TABLE media DROP COLUMN search;
DROP FUNCTION media_words, media_word_prefix, media_folded, media_parted, media_spaced;
DROP VIEW typeorm_metadata;
DROP EXTENSION btree_gin;
DROP EXTENSION pg_trgm;
