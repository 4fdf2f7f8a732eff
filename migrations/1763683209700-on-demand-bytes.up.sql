-- What was made on demand is summed without reading what processing made.
CREATE INDEX rendition_on_demand ON rendition (workspace_id, content_id) INCLUDE (byte_size) WHERE on_demand;
