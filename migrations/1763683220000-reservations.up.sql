-- What is held for buyers who have something to do for their payment. The sum of a variant's rows is its level's
-- "reserved"; both change under the level's lock.
CREATE TABLE stock_reservation (
  workspace_id uuid        NOT NULL,
  holder_id    uuid        NOT NULL,
  variant_id   uuid        NOT NULL,
  quantity     integer     NOT NULL,
  expires_at   timestamptz NOT NULL,
  CONSTRAINT stock_reservation_pk PRIMARY KEY (workspace_id, holder_id, variant_id),
  CONSTRAINT stock_reservation_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspace (id),
  CONSTRAINT stock_reservation_quantity CHECK (quantity > 0)
);
CREATE INDEX stock_reservation_variant ON stock_reservation (workspace_id, variant_id);
CALL protect_workspace_table('stock_reservation');
