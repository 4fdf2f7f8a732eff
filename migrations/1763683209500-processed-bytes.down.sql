ALTER TABLE content DROP COLUMN processed_bytes;
