-- The log is read by record, by operation, and otherwise as one list for each kind of records and each action, of an
-- actor or of all, which are merged. It is in the order of the time that is the database's, so that entries of several
-- processes stand in one order; entries of one commit share it, and stand in the order of their ids, in which they were
-- made.
DROP INDEX audit_log_subject;
DROP INDEX audit_log_actor;
CREATE INDEX audit_log_subject ON audit_log (workspace_id, subject_id, at, id);
CREATE INDEX audit_log_operation ON audit_log (workspace_id, operation_id);
CREATE INDEX audit_log_action ON audit_log (workspace_id, subject_type, action, at, id);
CREATE INDEX audit_log_actor ON audit_log (workspace_id, actor_id, subject_type, action, at, id)
  WHERE actor_id IS NOT NULL;
