-- What a workspace says about the price of bringing, taxing and reducing an order. Money is in minor units of its
-- currency, rates are in thousandths of a percent.
CREATE TABLE shipping_method (
  workspace_id     uuid        NOT NULL,
  id               uuid        NOT NULL,
  title            text        NOT NULL,
  price            bigint      NOT NULL,
  countries        text[]      NOT NULL DEFAULT '{}',
  minimum_subtotal bigint,
  maximum_subtotal bigint,
  position         integer     NOT NULL,
  version          integer     NOT NULL DEFAULT 1,
  created_at       timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT shipping_method_pk PRIMARY KEY (workspace_id, id),
  CONSTRAINT shipping_method_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspace (id),
  CONSTRAINT shipping_method_price CHECK (price >= 0),
  CONSTRAINT shipping_method_subtotals CHECK (minimum_subtotal >= 0 AND minimum_subtotal <= maximum_subtotal)
);
CALL protect_workspace_table('shipping_method');

CREATE TABLE tax_rate (
  workspace_id uuid        NOT NULL,
  id           uuid        NOT NULL,
  country_code text        NOT NULL,
  title        text        NOT NULL,
  rate         integer     NOT NULL,
  included     boolean     NOT NULL,
  version      integer     NOT NULL DEFAULT 1,
  created_at   timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT tax_rate_pk PRIMARY KEY (workspace_id, id),
  CONSTRAINT tax_rate_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspace (id),
  CONSTRAINT tax_rate_country UNIQUE (workspace_id, country_code),
  CONSTRAINT tax_rate_country_shape CHECK (country_code ~ '^[A-Z]{2}$'),
  CONSTRAINT tax_rate_rate CHECK (rate BETWEEN 0 AND 100000)
);
CALL protect_workspace_table('tax_rate');

CREATE TABLE discount (
  workspace_id     uuid        NOT NULL,
  id               uuid        NOT NULL,
  code             text        NOT NULL,
  kind             text        NOT NULL,
  value            bigint      NOT NULL,
  minimum_subtotal bigint,
  max_uses         integer,
  once_per_buyer   boolean     NOT NULL DEFAULT false,
  uses             integer     NOT NULL DEFAULT 0,
  starts_at        timestamptz,
  ends_at          timestamptz,
  active           boolean     NOT NULL DEFAULT true,
  version          integer     NOT NULL DEFAULT 1,
  created_at       timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT discount_pk PRIMARY KEY (workspace_id, id),
  CONSTRAINT discount_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspace (id),
  CONSTRAINT discount_code UNIQUE (workspace_id, code),
  CONSTRAINT discount_code_shape CHECK (code ~ '^[A-Z0-9][A-Z0-9_-]{1,39}$'),
  CONSTRAINT discount_kind CHECK (kind IN ('PERCENT', 'FIXED')),
  CONSTRAINT discount_value CHECK (value > 0 AND (kind <> 'PERCENT' OR value <= 100000)),
  CONSTRAINT discount_uses CHECK (uses >= 0 AND (max_uses IS NULL OR uses <= max_uses)),
  CONSTRAINT discount_max_uses CHECK (max_uses > 0)
);
CALL protect_workspace_table('discount');

-- Which order used a discount, and whose it was.
CREATE TABLE discount_use (
  workspace_id uuid NOT NULL,
  order_id     uuid NOT NULL,
  discount_id  uuid NOT NULL,
  email        text NOT NULL,
  CONSTRAINT discount_use_pk PRIMARY KEY (workspace_id, order_id),
  CONSTRAINT discount_use_discount_fk FOREIGN KEY (workspace_id, discount_id)
    REFERENCES discount (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX discount_use_buyer ON discount_use (workspace_id, discount_id, email);
CALL protect_workspace_table('discount_use');
