-- The log is read by time: of everything, of one record, of one actor, of one kind of record, of one action. The time
-- is the database's, so that entries of several processes stand in one order; entries of one commit share it, and
-- stand in the order of their ids, in which they were made.
DROP INDEX audit_log_subject;
DROP INDEX audit_log_actor;
CREATE INDEX audit_log_newest ON audit_log (workspace_id, at, id);
CREATE INDEX audit_log_subject ON audit_log (workspace_id, subject_id, at, id);
CREATE INDEX audit_log_actor ON audit_log (workspace_id, actor_id, at, id) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_log_kind ON audit_log (workspace_id, subject_type, at, id);
CREATE INDEX audit_log_action ON audit_log (workspace_id, action, at, id);
