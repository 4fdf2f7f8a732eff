-- In tests every table of a workspace is guarded on reads too: visiting a row of another workspace than the one in
-- context raises, even where the statement would have filtered it away later. '*' is the context of what serves all.
CREATE FUNCTION tripwire(visited uuid) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE context text := current_setting('app.workspace_id', true);
BEGIN
  IF context = '*' OR visited::text = context THEN
    RETURN true;
  END IF;
  RAISE EXCEPTION 'tripwire: a row of workspace % was visited in the context of %', visited, coalesce(context, 'none');
END $$;

DO $$
DECLARE guarded record; policy record;
BEGIN
  FOR guarded IN
    SELECT c.oid::regclass AS name,
           CASE WHEN c.relname = 'workspace' THEN 'id' ELSE 'workspace_id' END AS key
    FROM pg_class c
    WHERE c.relkind = 'r' AND c.relrowsecurity AND c.relnamespace = 'public'::regnamespace
  LOOP
    FOR policy IN SELECT polname FROM pg_policy WHERE polrelid = guarded.name LOOP
      EXECUTE format('DROP POLICY %I ON %s', policy.polname, guarded.name);
    END LOOP;
    EXECUTE format('CREATE POLICY tripwire ON %s USING (tripwire(%I)) WITH CHECK (tripwire(%I))',
                   guarded.name, guarded.key, guarded.key);
  END LOOP;
END $$;
