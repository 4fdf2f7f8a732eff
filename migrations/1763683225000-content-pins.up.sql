-- Contents that somebody outside of the library shows as they were, e.g. an order's item: kept and delivered as long as
-- the holder has them. Who holders are, media does not know. A row locks its content for key share, so that it cannot
-- be condemned in the same moment.
CREATE TABLE content_pin (
  workspace_id uuid        NOT NULL,
  content_id   uuid        NOT NULL,
  holder_type  text        NOT NULL,
  holder_id    uuid        NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT content_pin_pk PRIMARY KEY (workspace_id, content_id, holder_type, holder_id),
  CONSTRAINT content_pin_content_fk FOREIGN KEY (workspace_id, content_id) REFERENCES content (workspace_id, id)
);
CREATE INDEX content_pin_holder ON content_pin (workspace_id, holder_type, holder_id);
CALL protect_workspace_table('content_pin');
