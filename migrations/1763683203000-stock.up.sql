-- What is on hand of each variant. Which variants there are, stock does not know.
CREATE TABLE stock_level (
  workspace_id uuid        NOT NULL,
  variant_id   uuid        NOT NULL,
  on_hand      integer     NOT NULL,
  reserved     integer     NOT NULL DEFAULT 0,
  min_level    integer     NOT NULL DEFAULT 0,
  version      integer     NOT NULL DEFAULT 1,
  updated_at   timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT stock_level_pk PRIMARY KEY (workspace_id, variant_id),
  CONSTRAINT stock_level_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspace (id),
  CONSTRAINT stock_level_bounds CHECK (0 <= reserved AND reserved <= on_hand),
  CONSTRAINT stock_level_min_level CHECK (min_level >= 0)
);
CALL protect_workspace_table('stock_level');

-- The ledger: every change of what is on hand, which always sums to it. It outlives the level.
CREATE TABLE stock_movement (
  workspace_id uuid        NOT NULL,
  id           uuid        NOT NULL,
  variant_id   uuid        NOT NULL,
  delta        integer     NOT NULL,
  on_hand      integer     NOT NULL,
  reason       text        NOT NULL,
  reference    text,
  actor_id     uuid,
  at           timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT stock_movement_pk PRIMARY KEY (workspace_id, id),
  CONSTRAINT stock_movement_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspace (id),
  CONSTRAINT stock_movement_delta CHECK (delta <> 0),
  CONSTRAINT stock_movement_on_hand CHECK (on_hand >= 0)
);
CREATE INDEX stock_movement_variant ON stock_movement (workspace_id, variant_id, id);
CALL protect_workspace_table('stock_movement');
DROP POLICY workspace_update ON stock_movement;
DROP POLICY workspace_delete ON stock_movement;
