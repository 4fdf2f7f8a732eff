-- What a workspace may store, and how much is counted against that. A column that is null: as the configuration says.
CREATE TABLE media_quota (
  workspace_id    uuid   NOT NULL,
  workspace_bytes bigint,
  user_bytes      bigint,
  CONSTRAINT media_quota_pk PRIMARY KEY (workspace_id),
  CONSTRAINT media_quota_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspace (id),
  CONSTRAINT media_quota_workspace_bytes CHECK (workspace_bytes >= 0),
  CONSTRAINT media_quota_user_bytes CHECK (user_bytes >= 0)
);
CALL protect_workspace_table('media_quota');

-- One row for a workspace, its owner_id being its own id, and one for each user who uploaded. Every upload of new
-- bytes changes the first: half of each page is left free, so that a change finds room beside what it replaces.
CREATE TABLE storage_tally (
  workspace_id uuid   NOT NULL,
  owner_id     uuid   NOT NULL,
  used_bytes   bigint NOT NULL,
  CONSTRAINT storage_tally_pk PRIMARY KEY (workspace_id, owner_id),
  CONSTRAINT storage_tally_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspace (id)
) WITH (fillfactor = 50);

INSERT INTO storage_tally (workspace_id, owner_id, used_bytes)
SELECT workspace_id, owner_id, sum(bytes)
FROM (
  SELECT workspace_id, workspace_id AS owner_id, byte_size AS bytes FROM content
  UNION ALL
  SELECT workspace_id, workspace_id, byte_size FROM rendition
  UNION ALL
  SELECT workspace_id, uploaded_by, byte_size FROM media WHERE uploaded_by IS NOT NULL
) AS counted
GROUP BY workspace_id, owner_id;

CALL protect_workspace_table('storage_tally');
