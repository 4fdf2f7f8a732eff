DROP INDEX content_condemned;
DROP INDEX media_deleted;
