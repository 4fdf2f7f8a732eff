DROP INDEX audit_log_actor;
DROP INDEX audit_log_action;
DROP INDEX audit_log_operation;
DROP INDEX audit_log_subject;
CREATE INDEX audit_log_subject ON audit_log (workspace_id, subject_type, subject_id, id);
CREATE INDEX audit_log_actor ON audit_log (workspace_id, actor_id, id);
