-- Distinct bytes of a workspace, with the work that they need and what is known of them.
CREATE TABLE content (
  workspace_id  uuid        NOT NULL,
  -- a generation: bytes that come again after theirs were deleted get another, so no storage key is used twice
  id            uuid        NOT NULL,
  sha256        bytea       NOT NULL,
  byte_size     bigint      NOT NULL,
  media_type    text        NOT NULL,
  mime_type     text        NOT NULL,
  storage_key   text        NOT NULL,
  state         text        NOT NULL DEFAULT 'live',
  condemned_at  timestamptz,
  status        text        NOT NULL DEFAULT 'PENDING',
  progress      real        NOT NULL DEFAULT 0,
  attempts      integer     NOT NULL DEFAULT 0,
  -- from when on the work is to be done; null once nothing is
  due_at        timestamptz DEFAULT now(),
  lease_id      uuid,
  leased_until  timestamptz,
  error_code    text,
  error_message text,
  -- the recipe whose outputs are published; null until some are
  recipe        integer,
  facts         jsonb       NOT NULL DEFAULT '{}',
  created_at    timestamptz NOT NULL DEFAULT now(),
  processed_at  timestamptz,
  CONSTRAINT content_pk PRIMARY KEY (workspace_id, id),
  CONSTRAINT content_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspace (id),
  CONSTRAINT content_sha256_length CHECK (length(sha256) = 32),
  CONSTRAINT content_byte_size_positive CHECK (byte_size > 0),
  CONSTRAINT content_media_type CHECK (media_type IN ('IMAGE', 'VIDEO', 'AUDIO', 'MODEL_3D', 'DOCUMENT')),
  CONSTRAINT content_state CHECK (state IN ('live', 'condemned', 'deleting')),
  CONSTRAINT content_status CHECK (status IN ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED')),
  CONSTRAINT content_progress CHECK (progress BETWEEN 0 AND 1)
);
CREATE UNIQUE INDEX content_sha256 ON content (workspace_id, sha256) WHERE state <> 'deleting';
CREATE INDEX content_due ON content (due_at) WHERE due_at IS NOT NULL;
CALL protect_workspace_table('content');

-- What was made from a content: one file for each recipe, transform and format.
CREATE TABLE rendition (
  workspace_id uuid        NOT NULL,
  content_id   uuid        NOT NULL,
  recipe       integer     NOT NULL,
  transform    text        NOT NULL,
  format       text        NOT NULL,
  width        integer     NOT NULL,
  height       integer     NOT NULL,
  byte_size    bigint      NOT NULL,
  sha256       bytea       NOT NULL,
  storage_key  text        NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT rendition_pk PRIMARY KEY (workspace_id, content_id, recipe, transform, format),
  CONSTRAINT rendition_content_fk FOREIGN KEY (workspace_id, content_id)
    REFERENCES content (workspace_id, id) ON DELETE CASCADE
);
CALL protect_workspace_table('rendition');

-- A library item: what people name, describe and attach. Several may share a content.
CREATE TABLE media (
  workspace_id uuid        NOT NULL,
  id           uuid        NOT NULL,
  content_id   uuid        NOT NULL,
  -- type and size never change with the content, and sort and filter the library without a join
  media_type   text        NOT NULL,
  byte_size    bigint      NOT NULL,
  filename     text        NOT NULL,
  alt          text,
  description  text,
  tags         text[]      NOT NULL DEFAULT '{}',
  folder       text        NOT NULL DEFAULT '',
  focal_x      real,
  focal_y      real,
  uploaded_by  uuid,
  version      integer     NOT NULL DEFAULT 1,
  created_at   timestamptz NOT NULL DEFAULT now(),
  updated_at   timestamptz NOT NULL DEFAULT now(),
  deleted_at   timestamptz,
  CONSTRAINT media_pk PRIMARY KEY (workspace_id, id),
  CONSTRAINT media_content_fk FOREIGN KEY (workspace_id, content_id) REFERENCES content (workspace_id, id),
  CONSTRAINT media_uploaded_by_fk FOREIGN KEY (workspace_id, uploaded_by) REFERENCES users (workspace_id, id),
  CONSTRAINT media_focal_point CHECK ((focal_x IS NULL) = (focal_y IS NULL)
    AND focal_x BETWEEN 0 AND 1 AND focal_y BETWEEN 0 AND 1)
);
CREATE INDEX media_newest ON media (workspace_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX media_newest_of_type ON media (workspace_id, media_type, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX media_content ON media (workspace_id, content_id, created_at, id);
CALL protect_workspace_table('media');

-- A library item in a role of an entity, at a place. Which entities there are, media does not know.
CREATE TABLE attachment (
  workspace_id uuid        NOT NULL,
  id           uuid        NOT NULL,
  entity_type  text        NOT NULL,
  entity_id    uuid        NOT NULL,
  role         text        NOT NULL,
  position     integer     NOT NULL,
  is_primary   boolean     NOT NULL DEFAULT false,
  media_id     uuid        NOT NULL,
  alt          text,
  caption      text,
  created_at   timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT attachment_pk PRIMARY KEY (workspace_id, id),
  CONSTRAINT attachment_media_fk FOREIGN KEY (workspace_id, media_id) REFERENCES media (workspace_id, id),
  CONSTRAINT attachment_once UNIQUE (workspace_id, entity_type, entity_id, role, media_id)
    DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT attachment_position CHECK (position >= 0)
);
CREATE UNIQUE INDEX attachment_primary ON attachment (workspace_id, entity_type, entity_id) WHERE is_primary;
CREATE INDEX attachment_media ON attachment (workspace_id, media_id, id);
CALL protect_workspace_table('attachment');
