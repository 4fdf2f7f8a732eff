-- An attempt to place an order: a claimed idempotency key, with what was asked for and the quote that it was claimed
-- with. It ends placed or failed, whoever has to bring it there.
CREATE TABLE order_attempt (
  workspace_id    uuid        NOT NULL,
  id              uuid        NOT NULL,
  idempotency_key text        NOT NULL,
  request_hash    bytea       NOT NULL,
  cart_id         uuid        NOT NULL,
  cart_version    integer     NOT NULL,
  request         jsonb       NOT NULL,
  quote           jsonb       NOT NULL,
  origin          jsonb       NOT NULL,
  state           text        NOT NULL,
  payment_id      uuid,
  order_id        uuid,
  failure         jsonb,
  lease_id        uuid,
  leased_until    timestamptz,
  due_at          timestamptz,
  expires_at      timestamptz NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT order_attempt_pk PRIMARY KEY (workspace_id, id),
  CONSTRAINT order_attempt_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspace (id),
  CONSTRAINT order_attempt_key UNIQUE (workspace_id, idempotency_key),
  CONSTRAINT order_attempt_state CHECK (state IN ('claimed', 'action', 'placed', 'failed')),
  CONSTRAINT order_attempt_end CHECK (
    (state = 'placed') = (order_id IS NOT NULL) AND (state = 'failed') = (failure IS NOT NULL)
    AND (state IN ('claimed', 'action')) = (due_at IS NOT NULL))
);
CREATE INDEX order_attempt_due ON order_attempt (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX order_attempt_of_cart ON order_attempt (workspace_id, cart_id) WHERE state = 'action';
CREATE INDEX order_attempt_of_payment ON order_attempt (workspace_id, payment_id) WHERE payment_id IS NOT NULL;
CALL protect_workspace_table('order_attempt');

-- Money is in minor units of currency_code. What was bought stands in it as it was.
CREATE TABLE sales_order (
  workspace_id       uuid        NOT NULL,
  id                 uuid        NOT NULL,
  number             bigint      NOT NULL,
  cart_id            uuid        NOT NULL,
  payment_id         uuid,
  user_id            uuid,
  email              text        NOT NULL,
  status             text        NOT NULL,
  fulfillment_status text        NOT NULL,
  currency_code      text        NOT NULL,
  subtotal           bigint      NOT NULL,
  discount           bigint      NOT NULL,
  shipping           bigint      NOT NULL,
  tax                bigint      NOT NULL,
  tax_included       boolean     NOT NULL,
  total              bigint      NOT NULL,
  discount_code      text,
  shipping_method    text,
  shipping_address   jsonb,
  billing_address    jsonb,
  carrier            text,
  tracking_number    text,
  estimated_delivery timestamptz,
  delivered_at       timestamptz,
  cancelled_at       timestamptz,
  cancel_reason      text,
  version            integer     NOT NULL DEFAULT 1,
  created_at         timestamptz NOT NULL DEFAULT now(),
  updated_at         timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT sales_order_pk PRIMARY KEY (workspace_id, id),
  CONSTRAINT sales_order_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspace (id),
  CONSTRAINT sales_order_number UNIQUE (workspace_id, number),
  CONSTRAINT sales_order_cart UNIQUE (workspace_id, cart_id),
  CONSTRAINT sales_order_status CHECK (status IN ('PLACED', 'COMPLETED', 'CANCELLED')),
  CONSTRAINT sales_order_fulfillment CHECK (
    fulfillment_status IN ('UNFULFILLED', 'PARTIAL', 'FULFILLED', 'DELIVERED')),
  CONSTRAINT sales_order_amounts CHECK (
    subtotal >= 0 AND discount BETWEEN 0 AND subtotal AND shipping >= 0 AND tax >= 0
    AND total = subtotal - discount + shipping + CASE WHEN tax_included THEN 0 ELSE tax END)
);
CREATE INDEX sales_order_of_user ON sales_order (workspace_id, user_id, id) WHERE user_id IS NOT NULL;
CREATE INDEX sales_order_of_payment ON sales_order (workspace_id, payment_id) WHERE payment_id IS NOT NULL;
CALL protect_workspace_table('sales_order');

CREATE TABLE order_item (
  workspace_id       uuid    NOT NULL,
  order_id           uuid    NOT NULL,
  id                 uuid    NOT NULL,
  position           integer NOT NULL,
  variant_id         uuid    NOT NULL,
  product_title      text    NOT NULL,
  variant_title      text    NOT NULL,
  sku                text    NOT NULL,
  unit_price         bigint  NOT NULL,
  quantity           integer NOT NULL,
  digital            boolean NOT NULL,
  fulfilled_quantity integer NOT NULL DEFAULT 0,
  refunded_quantity  integer NOT NULL DEFAULT 0,
  dropped_quantity   integer NOT NULL DEFAULT 0,
  CONSTRAINT order_item_pk PRIMARY KEY (workspace_id, id),
  CONSTRAINT order_item_order_fk FOREIGN KEY (workspace_id, order_id) REFERENCES sales_order (workspace_id, id),
  CONSTRAINT order_item_price CHECK (unit_price >= 0),
  CONSTRAINT order_item_quantities CHECK (
    quantity > 0 AND 0 <= fulfilled_quantity AND 0 <= dropped_quantity AND dropped_quantity <= refunded_quantity
    AND refunded_quantity <= quantity AND fulfilled_quantity + dropped_quantity <= quantity)
);
CREATE INDEX order_item_of_order ON order_item (workspace_id, order_id, position);
CALL protect_workspace_table('order_item');

-- What was sent together.
CREATE TABLE order_fulfillment (
  workspace_id       uuid        NOT NULL,
  id                 uuid        NOT NULL,
  order_id           uuid        NOT NULL,
  lines              jsonb       NOT NULL,
  carrier            text,
  tracking_number    text,
  estimated_delivery timestamptz,
  created_at         timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT order_fulfillment_pk PRIMARY KEY (workspace_id, id),
  CONSTRAINT order_fulfillment_order_fk FOREIGN KEY (workspace_id, order_id) REFERENCES sales_order (workspace_id, id)
);
CREATE INDEX order_fulfillment_of_order ON order_fulfillment (workspace_id, order_id, id);
CALL protect_workspace_table('order_fulfillment');

-- What was given back, and for what; the money itself moves by payments.
CREATE TABLE order_refund (
  workspace_id uuid        NOT NULL,
  id           uuid        NOT NULL,
  order_id     uuid        NOT NULL,
  amount       bigint      NOT NULL,
  lines        jsonb       NOT NULL,
  restocked    boolean     NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT order_refund_pk PRIMARY KEY (workspace_id, id),
  CONSTRAINT order_refund_order_fk FOREIGN KEY (workspace_id, order_id) REFERENCES sales_order (workspace_id, id),
  CONSTRAINT order_refund_amount CHECK (amount >= 0)
);
CREATE INDEX order_refund_of_order ON order_refund (workspace_id, order_id, id);
CALL protect_workspace_table('order_refund');

-- The number of a workspace's last order.
CREATE TABLE order_counter (
  workspace_id uuid   NOT NULL,
  last         bigint NOT NULL,
  CONSTRAINT order_counter_pk PRIMARY KEY (workspace_id),
  CONSTRAINT order_counter_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspace (id)
);
CALL protect_workspace_table('order_counter');
