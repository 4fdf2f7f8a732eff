DROP INDEX content_recipe;
ALTER TABLE content DROP CONSTRAINT content_published, DROP COLUMN failed_recipe;
