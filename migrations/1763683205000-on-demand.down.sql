DROP TABLE discarded_file;
DROP TABLE transform_lease;
DROP INDEX rendition_used;
ALTER TABLE rendition DROP CONSTRAINT rendition_used_at, DROP COLUMN used_at, DROP COLUMN on_demand;
