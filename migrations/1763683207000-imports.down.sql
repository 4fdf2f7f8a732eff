DROP TABLE media_import;
