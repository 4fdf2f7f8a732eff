DROP TABLE attachment;
DROP TABLE media;
DROP TABLE rendition;
DROP TABLE content;
