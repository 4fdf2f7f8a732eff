import { type Origin } from '../../platform/unit-of-work/transaction';
import { type TestLibrary } from '../intake/upload-media.fixture';
import { type Quota } from './load-quota';

/** Gives a workspace a quota of its own; null is as configured. */
export async function givenQuota(
  { db }: TestLibrary,
  { workspaceId }: Origin,
  { workspaceBytes = null, userBytes = null }: Partial<Quota>,
): Promise<void> {
  await db.query(
    'INSERT INTO media_quota (workspace_id, workspace_bytes, user_bytes) VALUES ($1, $2, $3)',
    workspaceId,
    workspaceBytes,
    userBytes,
  );
}

export type Tallies = Readonly<Record<string, number>>;

const TALLIES = 'SELECT owner_id, used_bytes::int AS bytes FROM storage_tally WHERE workspace_id = $1';

// What the tally counts, from the rows that it is about.
const COUNTED = `
  SELECT owner_id, sum(bytes)::int AS bytes FROM (
    SELECT workspace_id AS owner_id, byte_size AS bytes FROM content WHERE workspace_id = $1
    UNION ALL
    SELECT workspace_id, byte_size FROM rendition WHERE workspace_id = $1 AND NOT on_demand
    UNION ALL
    SELECT uploaded_by, byte_size FROM media WHERE workspace_id = $1 AND uploaded_by IS NOT NULL
  ) AS counted GROUP BY owner_id`;

/** What the tally says, and what it should say; owners of nothing are left out. */
export async function talliesOf(
  { db }: TestLibrary,
  { workspaceId }: Origin,
): Promise<{ tallied: Tallies; counted: Tallies }> {
  const read = async (sql: string) => {
    const rows = await db.query<{ owner_id: string; bytes: number }>(sql, workspaceId);
    return Object.fromEntries(
      rows.filter(({ bytes }) => bytes !== 0).map((row) => [row.owner_id, row.bytes]),
    );
  };
  return { tallied: await read(TALLIES), counted: await read(COUNTED) };
}

/** The id of the user who acts. */
export function userOf({ actor }: Origin): string {
  if (actor.kind !== 'user') throw new Error('A user was to act.');
  return actor.id;
}
