-- Bytes on their way into the library from elsewhere: what is asked for, the work that it needs, and what came of it.
CREATE TABLE media_import (
  workspace_id  uuid        NOT NULL,
  id            uuid        NOT NULL,
  -- where the bytes are, and what it is called there
  source_kind   text        NOT NULL,
  source        text        NOT NULL,
  -- made safe; null: what the source calls it
  filename      text,
  details       jsonb       NOT NULL DEFAULT '{}',
  on_duplicate  text        NOT NULL,
  requested_by  uuid        NOT NULL,
  status        text        NOT NULL DEFAULT 'PENDING',
  progress      real        NOT NULL DEFAULT 0,
  attempts      integer     NOT NULL DEFAULT 0,
  -- from when on the work is to be done; null once nothing is
  due_at        timestamptz DEFAULT now(),
  lease_id      uuid,
  leased_until  timestamptz,
  error_code    text,
  error_message text,
  media_id      uuid,
  deduplicated  boolean,
  created_at    timestamptz NOT NULL DEFAULT now(),
  finished_at   timestamptz,
  CONSTRAINT media_import_pk PRIMARY KEY (workspace_id, id),
  CONSTRAINT media_import_requested_by_fk FOREIGN KEY (workspace_id, requested_by) REFERENCES users (workspace_id, id),
  -- a purged item is forgotten here too, and its import with its time
  CONSTRAINT media_import_media_fk FOREIGN KEY (workspace_id, media_id) REFERENCES media (workspace_id, id)
    ON DELETE SET NULL (media_id),
  CONSTRAINT media_import_source_kind CHECK (source_kind IN ('url')),
  CONSTRAINT media_import_on_duplicate CHECK (on_duplicate IN ('REUSE', 'COPY')),
  CONSTRAINT media_import_status CHECK (status IN ('PENDING', 'RUNNING', 'COMPLETED', 'FAILED')),
  CONSTRAINT media_import_progress CHECK (progress BETWEEN 0 AND 1),
  CONSTRAINT media_import_end CHECK ((finished_at IS NOT NULL) = (status IN ('COMPLETED', 'FAILED'))
    AND (finished_at IS NULL) = (due_at IS NOT NULL))
);
CREATE INDEX media_import_due ON media_import (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX media_import_unfinished ON media_import (workspace_id) WHERE due_at IS NOT NULL;
CREATE INDEX media_import_finished ON media_import (finished_at, id) WHERE finished_at IS NOT NULL;
CREATE INDEX media_import_media ON media_import (workspace_id, media_id) WHERE media_id IS NOT NULL;
CALL protect_workspace_table('media_import');
