-- What a buyer pays: what we want of the provider and what we have seen there. Settlement brings the second to the first.
CREATE TABLE payment (
  workspace_id  uuid        NOT NULL,
  id            uuid        NOT NULL,
  -- who wants it, e.g. an attempt to order
  reference     uuid        NOT NULL,
  provider      text        NOT NULL,
  provider_ref  text,
  -- what stands for the buyer's card; gone once the provider has answered
  token         text,
  email         text        NOT NULL,
  -- in minor units
  amount        bigint      NOT NULL,
  currency_code text        NOT NULL,
  wanted        text        NOT NULL DEFAULT 'authorized',
  observed      text        NOT NULL DEFAULT 'none',
  -- what the buyer has to do, as long as there is something
  action        jsonb,
  refunded      bigint      NOT NULL DEFAULT 0,
  error_code    text,
  error_message text,
  -- tries since something last came of one
  attempts      integer     NOT NULL DEFAULT 0,
  -- from when on something is to be done; null where nothing is
  due_at        timestamptz,
  lease_id      uuid,
  leased_until  timestamptz,
  created_at    timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT payment_pk PRIMARY KEY (workspace_id, id),
  CONSTRAINT payment_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspace (id),
  CONSTRAINT payment_reference UNIQUE (workspace_id, reference),
  CONSTRAINT payment_provider_ref UNIQUE (workspace_id, provider, provider_ref),
  CONSTRAINT payment_amount CHECK (amount > 0),
  CONSTRAINT payment_wanted CHECK (wanted IN ('authorized', 'captured', 'voided')),
  CONSTRAINT payment_observed CHECK (observed IN
    ('none', 'action_required', 'processing', 'authorized', 'captured', 'voided', 'declined', 'failed')),
  CONSTRAINT payment_refunded CHECK (0 <= refunded AND refunded <= amount AND (refunded = 0 OR observed = 'captured')),
  CONSTRAINT payment_token CHECK ((token IS NOT NULL) = (observed = 'none')),
  CONSTRAINT payment_action CHECK (action IS NULL OR observed = 'action_required')
);
CREATE INDEX payment_due ON payment (due_at) WHERE due_at IS NOT NULL;
CALL protect_workspace_table('payment');

-- What goes back to the buyer of a payment that is captured, or will be.
CREATE TABLE refund (
  workspace_id  uuid        NOT NULL,
  id            uuid        NOT NULL,
  payment_id    uuid        NOT NULL,
  -- who wants it; null where all of the payment is to go back
  reference     uuid,
  amount        bigint      NOT NULL,
  state         text        NOT NULL DEFAULT 'pending',
  provider_ref  text,
  error_message text,
  created_at    timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT refund_pk PRIMARY KEY (workspace_id, id),
  CONSTRAINT refund_payment_fk FOREIGN KEY (workspace_id, payment_id) REFERENCES payment (workspace_id, id),
  CONSTRAINT refund_reference UNIQUE (workspace_id, payment_id, reference),
  CONSTRAINT refund_amount CHECK (amount > 0),
  CONSTRAINT refund_state CHECK (state IN ('pending', 'done', 'failed'))
);
CALL protect_workspace_table('refund');

-- The memory of the test provider, which stands for a third party: no workspace owns it, no transaction of ours writes it.
CREATE TABLE test_payment (
  key             text        NOT NULL,
  ref             text        NOT NULL,
  token           text        NOT NULL,
  -- whose account it is there, for its messages
  account         text        NOT NULL,
  amount          bigint      NOT NULL,
  currency_code   text        NOT NULL,
  state           text        NOT NULL,
  refunded        bigint      NOT NULL DEFAULT 0,
  authorize_calls integer     NOT NULL DEFAULT 0,
  capture_calls   integer     NOT NULL DEFAULT 0,
  void_calls      integer     NOT NULL DEFAULT 0,
  created_at      timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT test_payment_pk PRIMARY KEY (key),
  CONSTRAINT test_payment_ref UNIQUE (ref),
  CONSTRAINT test_payment_state CHECK (state IN ('action_required', 'authorized', 'captured', 'voided', 'declined')),
  CONSTRAINT test_payment_refunded CHECK (0 <= refunded AND refunded <= amount AND (refunded = 0 OR state = 'captured'))
);
CREATE TABLE test_refund (
  key         text        NOT NULL,
  ref         text        NOT NULL,
  payment_ref text        NOT NULL,
  amount      bigint      NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT test_refund_pk PRIMARY KEY (key),
  CONSTRAINT test_refund_ref UNIQUE (ref),
  CONSTRAINT test_refund_payment_fk FOREIGN KEY (payment_ref) REFERENCES test_payment (ref)
);
