-- When each sweep is due, who runs it, and how its last run ended. Sweeps serve all workspaces, so this belongs to none.
CREATE TABLE sweep (
  name            text        NOT NULL,
  due_at          timestamptz NOT NULL DEFAULT now(),
  lease_id        uuid,
  leased_until    timestamptz,
  last_started_at timestamptz,
  last_ended_at   timestamptz,
  last_findings   bigint,
  -- null where the last run ended well
  last_error      text,
  total_findings  bigint      NOT NULL DEFAULT 0,
  total_failures  bigint      NOT NULL DEFAULT 0,
  CONSTRAINT sweep_pk PRIMARY KEY (name)
);

-- Who this database is to the storage that it knows the files of: one row, made at the first start.
CREATE TABLE installation (
  id         uuid        NOT NULL,
  only_one   boolean     NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT installation_pk PRIMARY KEY (id),
  CONSTRAINT installation_only_one UNIQUE (only_one),
  CONSTRAINT installation_is_one CHECK (only_one)
);
