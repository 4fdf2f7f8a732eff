-- Renditions that are made when they are first asked for: kept while they are used, at most so many a content.
ALTER TABLE rendition
  ADD COLUMN on_demand boolean NOT NULL DEFAULT false,
  -- when it was last delivered, to the hour; of those made on demand alone
  ADD COLUMN used_at   timestamptz,
  ADD CONSTRAINT rendition_used_at CHECK (on_demand = (used_at IS NOT NULL));
CREATE INDEX rendition_used ON rendition (used_at) WHERE on_demand;

-- Who makes a rendition just now, or why it could not be made, for as long as that is remembered.
CREATE TABLE transform_lease (
  workspace_id  uuid        NOT NULL,
  content_id    uuid        NOT NULL,
  recipe        integer     NOT NULL,
  transform     text        NOT NULL,
  format        text        NOT NULL,
  -- also part of the storage key of what is made under the lease
  lease_id      uuid        NOT NULL,
  leased_until  timestamptz NOT NULL,
  error_code    text,
  error_message text,
  CONSTRAINT transform_lease_pk PRIMARY KEY (workspace_id, content_id, recipe, transform, format),
  CONSTRAINT transform_lease_content_fk FOREIGN KEY (workspace_id, content_id)
    REFERENCES content (workspace_id, id) ON DELETE CASCADE,
  CONSTRAINT transform_lease_error CHECK ((error_code IS NULL) = (error_message IS NULL))
);
CREATE INDEX transform_lease_until ON transform_lease (leased_until);
CALL protect_workspace_table('transform_lease');

-- Files of a content that no row speaks of any more, until they are taken away.
CREATE TABLE discarded_file (
  workspace_id uuid        NOT NULL,
  content_id   uuid        NOT NULL,
  storage_key  text        NOT NULL,
  discarded_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT discarded_file_pk PRIMARY KEY (workspace_id, content_id, storage_key),
  CONSTRAINT discarded_file_content_fk FOREIGN KEY (workspace_id, content_id)
    REFERENCES content (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX discarded_file_at ON discarded_file (discarded_at);
CALL protect_workspace_table('discarded_file');
