-- Tenancy in the database: every table of a workspace has workspace_id in its primary key and in every foreign
-- key, and row security on writes. Reads are restricted by the query helper (row security on reads would cost
-- search its indexes); a write outside its workspace's context is refused here, whatever the code does.

CREATE FUNCTION current_workspace() RETURNS uuid
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.workspace_id', true), '')::uuid;

CREATE PROCEDURE protect_workspace_table(protected regclass, key name DEFAULT 'workspace_id')
  LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', protected);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', protected);
  EXECUTE format('CREATE POLICY workspace_select ON %s FOR SELECT USING (true)', protected);
  EXECUTE format('CREATE POLICY workspace_insert ON %s FOR INSERT WITH CHECK (%I = current_workspace())', protected, key);
  EXECUTE format('CREATE POLICY workspace_update ON %s FOR UPDATE USING (%I = current_workspace())', protected, key);
  EXECUTE format('CREATE POLICY workspace_delete ON %s FOR DELETE USING (%I = current_workspace())', protected, key);
END $$;

CREATE TABLE audit_log (
  workspace_id uuid        NOT NULL,
  id           uuid        NOT NULL,
  operation_id uuid        NOT NULL,
  action       text        NOT NULL,
  subject_type text        NOT NULL,
  subject_id   uuid        NOT NULL,
  actor_kind   text        NOT NULL,
  actor_id     uuid,
  actor_name   text,
  before       jsonb,
  after        jsonb,
  request_id   text,
  ip           text,
  at           timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT audit_log_pk PRIMARY KEY (workspace_id, id),
  CONSTRAINT audit_log_actor_kind CHECK (actor_kind IN ('user', 'anonymous', 'system'))
);
CREATE INDEX audit_log_subject ON audit_log (workspace_id, subject_type, subject_id, id);
CREATE INDEX audit_log_actor ON audit_log (workspace_id, actor_id, id);
CALL protect_workspace_table('audit_log');
-- what is written there stays as it was
DROP POLICY workspace_update ON audit_log;
DROP POLICY workspace_delete ON audit_log;

CREATE TABLE outbox_event (
  id           uuid        NOT NULL,
  workspace_id uuid        NOT NULL,
  name         text        NOT NULL,
  payload      jsonb       NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  leased_until timestamptz,
  attempts     integer     NOT NULL DEFAULT 0,
  CONSTRAINT outbox_event_pk PRIMARY KEY (id)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
CALL protect_workspace_table('outbox_event');
-- the relay serves all workspaces: it leases, gives back and takes away whatever was committed
DROP POLICY workspace_update ON outbox_event;
DROP POLICY workspace_delete ON outbox_event;
CREATE POLICY relay_update ON outbox_event FOR UPDATE USING (true);
CREATE POLICY relay_delete ON outbox_event FOR DELETE USING (true);
