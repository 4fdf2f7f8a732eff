-- What is over its time is found without reading what is not.
CREATE INDEX media_deleted ON media (deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX content_condemned ON content (condemned_at, id) WHERE state <> 'live';
