CREATE TABLE product (
  workspace_id    uuid        NOT NULL,
  id              uuid        NOT NULL,
  slug            text        NOT NULL,
  title           text        NOT NULL,
  description     text,
  status          text        NOT NULL DEFAULT 'DRAFT',
  brand           text,
  tags            text[]      NOT NULL DEFAULT '{}',
  attributes      jsonb,
  seo_title       text,
  seo_description text,
  featured        boolean     NOT NULL DEFAULT false,
  digital         boolean     NOT NULL DEFAULT false,
  version         integer     NOT NULL DEFAULT 1,
  created_at      timestamptz NOT NULL DEFAULT now(),
  updated_at      timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT product_pk PRIMARY KEY (workspace_id, id),
  CONSTRAINT product_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspace (id),
  CONSTRAINT product_slug UNIQUE (workspace_id, slug),
  CONSTRAINT product_status CHECK (status IN ('DRAFT', 'ACTIVE', 'ARCHIVED'))
);
CREATE INDEX product_newest ON product (workspace_id, status, created_at DESC, id DESC);
CALL protect_workspace_table('product');

-- Money is in minor units of the workspace's currency.
CREATE TABLE product_variant (
  workspace_id     uuid    NOT NULL,
  id               uuid    NOT NULL,
  product_id       uuid    NOT NULL,
  sku              text    NOT NULL,
  title            text    NOT NULL,
  options          jsonb   NOT NULL DEFAULT '[]',
  price            bigint  NOT NULL,
  compare_at_price bigint,
  cost_price       bigint,
  weight           double precision,
  length           double precision,
  width            double precision,
  height           double precision,
  position         integer NOT NULL,
  version          integer NOT NULL DEFAULT 1,
  CONSTRAINT product_variant_pk PRIMARY KEY (workspace_id, id),
  CONSTRAINT product_variant_product_fk FOREIGN KEY (workspace_id, product_id) REFERENCES product (workspace_id, id),
  CONSTRAINT product_variant_sku UNIQUE (workspace_id, sku),
  CONSTRAINT product_variant_prices CHECK (price >= 0 AND compare_at_price >= 0 AND cost_price >= 0),
  CONSTRAINT product_variant_weight CHECK (weight >= 0),
  CONSTRAINT product_variant_dimensions CHECK (length >= 0 AND width >= 0 AND height >= 0)
);
CREATE INDEX product_variant_product ON product_variant (workspace_id, product_id, position, id);
CALL protect_workspace_table('product_variant');
