-- A tree: siblings in the order of their positions. A product is in one category, or in none.
CREATE TABLE category (
  workspace_id    uuid        NOT NULL,
  id              uuid        NOT NULL,
  parent_id       uuid,
  slug            text        NOT NULL,
  title           text        NOT NULL,
  description     text,
  seo_title       text,
  seo_description text,
  position        integer     NOT NULL,
  version         integer     NOT NULL DEFAULT 1,
  created_at      timestamptz NOT NULL DEFAULT now(),
  updated_at      timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT category_pk PRIMARY KEY (workspace_id, id),
  CONSTRAINT category_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspace (id),
  CONSTRAINT category_parent_fk FOREIGN KEY (workspace_id, parent_id) REFERENCES category (workspace_id, id),
  CONSTRAINT category_slug UNIQUE (workspace_id, slug),
  CONSTRAINT category_not_within_itself CHECK (parent_id <> id)
);
CREATE INDEX category_children ON category (workspace_id, parent_id, position);
CALL protect_workspace_table('category');

ALTER TABLE product ADD COLUMN category_id uuid;
ALTER TABLE product ADD CONSTRAINT product_category_fk
  FOREIGN KEY (workspace_id, category_id) REFERENCES category (workspace_id, id);
CREATE INDEX product_of_category ON product (workspace_id, category_id, status, created_at DESC, id DESC);
