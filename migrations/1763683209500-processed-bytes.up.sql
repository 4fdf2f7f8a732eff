-- What processing made of a content is summed with it, so that what a workspace stores is known without reading
-- all of its renditions.
ALTER TABLE content ADD COLUMN processed_bytes bigint NOT NULL DEFAULT 0;

-- Row security would hide every row from the owner, who has no workspace here.
ALTER TABLE content NO FORCE ROW LEVEL SECURITY;
UPDATE content c SET processed_bytes = made.bytes
FROM (SELECT workspace_id, content_id, sum(byte_size) AS bytes FROM rendition GROUP BY workspace_id, content_id) AS made
WHERE made.workspace_id = c.workspace_id AND made.content_id = c.id;
ALTER TABLE content FORCE ROW LEVEL SECURITY;
