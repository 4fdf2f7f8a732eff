-- The bin in every order that the library has. Few items are in it, so that these are small.
CREATE INDEX media_last_updated_deleted ON media (workspace_id, updated_at DESC, id DESC) WHERE deleted_at IS NOT NULL;
CREATE INDEX media_by_filename_deleted ON media (workspace_id, lower(filename), id) WHERE deleted_at IS NOT NULL;
CREATE INDEX media_by_size_deleted ON media (workspace_id, byte_size, id) WHERE deleted_at IS NOT NULL;
