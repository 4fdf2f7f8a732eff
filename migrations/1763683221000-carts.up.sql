-- What somebody means to buy. A cart's id is random and told to nobody else: whoever knows that of an anonymous cart
-- may use it.
CREATE TABLE cart (
  workspace_id uuid        NOT NULL,
  id           uuid        NOT NULL,
  user_id      uuid,
  state        text        NOT NULL DEFAULT 'open',
  version      integer     NOT NULL DEFAULT 1,
  created_at   timestamptz NOT NULL DEFAULT now(),
  updated_at   timestamptz NOT NULL DEFAULT now(),
  expires_at   timestamptz NOT NULL,
  CONSTRAINT cart_pk PRIMARY KEY (workspace_id, id),
  CONSTRAINT cart_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspace (id),
  CONSTRAINT cart_user_fk FOREIGN KEY (workspace_id, user_id) REFERENCES users (workspace_id, id),
  CONSTRAINT cart_state CHECK (state IN ('open', 'ordered'))
);
CREATE UNIQUE INDEX cart_open_of_user ON cart (workspace_id, user_id) WHERE state = 'open' AND user_id IS NOT NULL;
CREATE INDEX cart_expiry ON cart (expires_at, id) WHERE state = 'open';
CALL protect_workspace_table('cart');

-- A variant may be deleted or go off sale: its lines stay, and count again when it comes back.
CREATE TABLE cart_line (
  workspace_id uuid    NOT NULL,
  id           uuid    NOT NULL,
  cart_id      uuid    NOT NULL,
  variant_id   uuid    NOT NULL,
  quantity     integer NOT NULL,
  CONSTRAINT cart_line_pk PRIMARY KEY (workspace_id, id),
  CONSTRAINT cart_line_cart_fk FOREIGN KEY (workspace_id, cart_id) REFERENCES cart (workspace_id, id) ON DELETE CASCADE,
  CONSTRAINT cart_line_variant UNIQUE (workspace_id, cart_id, variant_id),
  CONSTRAINT cart_line_quantity CHECK (quantity BETWEEN 1 AND 9999)
);
CALL protect_workspace_table('cart_line');
