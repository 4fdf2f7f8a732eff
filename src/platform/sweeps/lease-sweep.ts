import { randomUUID } from 'node:crypto';
import { type Database } from '../database/database';

/** The right to run a sweep, for half a minute unless renewed. */
export interface SweepLease {
  readonly name: string;
  readonly leaseId: string;
}

const LEASE_SECONDS = 30;
/** A lease is renewed this often, so two renewals may fail before it runs out. */
export const RENEW_EVERY_MS = (LEASE_SECONDS * 1000) / 3;

/** Whoever reads `last_error` is helped by its beginning. */
const LONGEST_ERROR = 1_000;

const KNOWN = 'INSERT INTO sweep (name) SELECT unnest($1::text[]) ON CONFLICT (name) DO NOTHING';

/** Makes sweeps known to the clock; those that are new to it are due at once. */
export async function makeSweepsKnown(database: Database, names: readonly string[]): Promise<void> {
  await database.everyWorkspace(KNOWN, names);
}

const LEASE = `
  UPDATE sweep
  SET lease_id = $2, leased_until = now() + make_interval(secs => ${LEASE_SECONDS}), last_started_at = now()`;
const IS_FREE = '(leased_until IS NULL OR leased_until < now())';

const CLAIM_DUE = `${LEASE}
  WHERE name = (SELECT name FROM sweep WHERE name = ANY ($1) AND due_at <= now() AND ${IS_FREE}
                ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING name`;

const CLAIM_NAMED = `${LEASE} WHERE name = $1 AND ${IS_FREE} RETURNING name`;

/** Takes the sweep of these that has been due the longest; null where none is due that nobody alive runs. */
export function claimDueSweep(database: Database, names: readonly string[]): Promise<SweepLease | null> {
  return claim(database, CLAIM_DUE, names);
}

/** Takes a sweep whether it is due or not; null where somebody alive runs it. It has been made known. */
export function claimSweep(database: Database, name: string): Promise<SweepLease | null> {
  return claim(database, CLAIM_NAMED, name);
}

async function claim(database: Database, sql: string, what: unknown): Promise<SweepLease | null> {
  const leaseId = randomUUID();
  const [claimed] = await database.everyWorkspace<{ name: string }>(sql, what, leaseId);
  return claimed ? { name: claimed.name, leaseId } : null;
}

const RENEW = `
  UPDATE sweep SET leased_until = now() + make_interval(secs => ${LEASE_SECONDS})
  WHERE name = $1 AND lease_id = $2 RETURNING name`;

/** Keeps a lease for another half minute; false when it is another's by now. */
export async function renewSweep(database: Database, { name, leaseId }: SweepLease): Promise<boolean> {
  return (await database.everyWorkspace(RENEW, name, leaseId)).length > 0;
}

/** How a run ended. */
export interface SweepEnding {
  readonly findings: number;
  /** What it threw, where it did. */
  readonly error: Error | null;
  /** It was told to stop before it was through. */
  readonly interrupted: boolean;
}

const END = `
  UPDATE sweep
  SET lease_id = NULL, leased_until = NULL, due_at = now() + make_interval(secs => $3), last_ended_at = now(),
      last_findings = $4, last_error = $5, total_findings = total_findings + $4,
      total_failures = total_failures + CASE WHEN $5::text IS NULL THEN 0 ELSE 1 END
  WHERE name = $1 AND lease_id = $2`;

const GIVE_BACK = `
  UPDATE sweep
  SET lease_id = NULL, leased_until = NULL, due_at = now(), total_findings = total_findings + $3
  WHERE name = $1 AND lease_id = $2`;

/**
 * Ends a run and its lease: the sweep is due again in so many seconds, or at once where it was interrupted. Does
 * nothing where the lease is another's by now.
 */
export async function endSweep(
  database: Database,
  { name, leaseId }: SweepLease,
  { findings, error, interrupted }: SweepEnding,
  againInSeconds: number,
): Promise<void> {
  if (interrupted && !error) {
    await database.everyWorkspace(GIVE_BACK, name, leaseId, findings);
    return;
  }
  const said = error && `${error.name}: ${error.message}`.slice(0, LONGEST_ERROR);
  await database.everyWorkspace(END, name, leaseId, againInSeconds, findings, said);
}
