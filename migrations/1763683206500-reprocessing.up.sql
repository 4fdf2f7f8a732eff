-- The recipe of the last try that has not succeeded: what failed by it is not tried by it again without being asked to.
ALTER TABLE content ADD COLUMN failed_recipe integer;

-- What is published stays so, whatever becomes of the work on it. Row security hides every row from the owner, who has
-- no workspace here; it does not hide them from the check.
ALTER TABLE content NO FORCE ROW LEVEL SECURITY;
UPDATE content SET status = 'COMPLETED' WHERE recipe IS NOT NULL AND status <> 'COMPLETED';
ALTER TABLE content FORCE ROW LEVEL SECURITY;
ALTER TABLE content ADD CONSTRAINT content_published CHECK (recipe IS NULL OR status = 'COMPLETED');

-- What was made by an older recipe is found without reading what was not.
CREATE INDEX content_recipe ON content (media_type, recipe, id) WHERE recipe IS NOT NULL;
