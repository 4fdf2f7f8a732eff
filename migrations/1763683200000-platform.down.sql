DROP TABLE outbox_event;
DROP TABLE audit_log;
DROP PROCEDURE protect_workspace_table;
DROP FUNCTION current_workspace;
