import { v4 as uuid } from 'uuid';
import { type WorkspaceRows } from '../../../platform/database/workspace-rows';
import { type Tx } from '../../../platform/unit-of-work/transaction';
import { discardFiles } from '../../content/discard-files';
import { TransformLease } from './transform-lease.entity';
import { keyOfMaking, type TransformTarget } from './transform-target';

/** Why a rendition could not be made: the sentence is for whoever asked for it. */
export interface TransformFault {
  readonly code: string;
  readonly message: string;
}

/** How it stands with a rendition: made; in the making, by a living process as far as is known; failed; neither. */
export type Standing =
  | { readonly is: 'made'; readonly rendition: MadeRendition }
  | { readonly is: 'leased' }
  | { readonly is: 'failed'; readonly fault: TransformFault }
  | { readonly is: 'open' };

/** What delivery has to know of a rendition. */
export interface MadeRendition {
  readonly byteSize: number;
  readonly sha256: Buffer;
  readonly storageKey: string;
  readonly createdAt: Date;
}

export type Claim =
  | { readonly is: 'claimed'; readonly leaseId: string }
  | Exclude<Standing, { readonly is: 'open' }>
  /** The content is not there any more, or not to be shown. */
  | { readonly is: 'gone' };

const LEASE_SECONDS = 15;
/** A lease is renewed this often, so one renewal may fail before it runs out. */
export const RENEW_EVERY_MS = (LEASE_SECONDS * 1000) / 3;

const STANDING = `
  SELECT r.byte_size, r.sha256, r.storage_key, r.created_at,
         coalesce(l.leased_until > now(), false) AS leased, l.error_code, l.error_message
  FROM (SELECT) AS one
  LEFT JOIN rendition r ON r.workspace_id = $1 AND r.content_id = $2 AND r.recipe = $3 AND r.transform = $4
    AND r.format = $5
  LEFT JOIN transform_lease l ON l.workspace_id = $1 AND l.content_id = $2 AND l.recipe = $3 AND l.transform = $4
    AND l.format = $5
  WHERE r.workspace_id = $1 OR l.workspace_id = $1`;

type StandingRow = { [K in keyof MadeRendition]: MadeRendition[K] | null } & {
  readonly leased: boolean;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
};

/** How it stands with a rendition just now, in one look that locks nothing. */
export async function standingOf(db: WorkspaceRows, target: TransformTarget): Promise<Standing> {
  const row = await db.row<StandingRow>(STANDING, ...keyOf(target));
  if (!row) return { is: 'open' };
  const { byteSize, sha256, storageKey, createdAt, leased, errorCode, errorMessage } = row;
  if (byteSize !== null && sha256 && storageKey && createdAt) {
    return { is: 'made', rendition: { byteSize, sha256, storageKey, createdAt } };
  }
  if (!leased) return { is: 'open' };
  if (errorCode === null) return { is: 'leased' };
  return { is: 'failed', fault: { code: errorCode, message: errorMessage ?? '' } };
}

// In the order of all locks: the content before what hangs on it.
const SHOWN = `
  SELECT id FROM content WHERE workspace_id = $1 AND id = $2 AND state = 'live' FOR KEY SHARE`;

const INSERT = `
  INSERT INTO transform_lease (workspace_id, content_id, recipe, transform, format, lease_id, leased_until)
  VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => ${LEASE_SECONDS}))
  ON CONFLICT DO NOTHING
  RETURNING lease_id`;

const EXPIRED = `
  SELECT lease_id, error_code FROM transform_lease
  WHERE workspace_id = $1 AND content_id = $2 AND recipe = $3 AND transform = $4 AND format = $5
    AND leased_until <= now()
  FOR UPDATE`;

const TAKE_OVER = `
  UPDATE transform_lease
  SET lease_id = $6, leased_until = now() + make_interval(secs => ${LEASE_SECONDS}),
      error_code = NULL, error_message = NULL
  WHERE workspace_id = $1 AND content_id = $2 AND recipe = $3 AND transform = $4 AND format = $5`;

/**
 * Takes the making of a rendition, unless somebody alive has it, it was made meanwhile, or it failed a short while
 * ago. From a process that died the making is taken over, and what it may have stored is discarded.
 */
export async function claimTransform(tx: Tx, target: TransformTarget): Promise<Claim> {
  if (!(await tx.row(SHOWN, target.contentId))) return { is: 'gone' };
  const leaseId = uuid();
  if (!(await tx.row(INSERT, ...keyOf(target), leaseId))) {
    const expired = await tx.row<{ leaseId: string; errorCode: string | null }>(EXPIRED, ...keyOf(target));
    // Somebody has it, or had it a moment ago: whichever it is, the next look tells.
    if (!expired) return { is: 'leased' };
    if (expired.errorCode === null) {
      await discardFiles(tx, target.contentId, [keyOfMaking(target, expired.leaseId)]);
    }
    await tx.rows(TAKE_OVER, ...keyOf(target), leaseId);
  }
  // Only who has the lease publishes: so what is not there now, nobody else makes.
  const standing = await standingOf(tx, target);
  if (standing.is !== 'made') return { is: 'claimed', leaseId };
  await endLease(tx, target, leaseId);
  return standing;
}

const RENEW = `
  UPDATE transform_lease SET leased_until = now() + make_interval(secs => ${LEASE_SECONDS})
  WHERE workspace_id = $1 AND content_id = $2 AND recipe = $3 AND transform = $4 AND format = $5 AND lease_id = $6
  RETURNING lease_id`;

/** Keeps a lease; false when it is another's by now. */
export async function renewLease(tx: Tx, target: TransformTarget, leaseId: string): Promise<boolean> {
  return (await tx.row(RENEW, ...keyOf(target), leaseId)) !== undefined;
}

/** Gives a lease back, or ends it in the transaction that publishes; false when it is another's by now. */
export async function endLease(tx: Tx, target: TransformTarget, leaseId: string): Promise<boolean> {
  const { contentId, recipe, transform, format } = target;
  return (await tx.delete(TransformLease, { contentId, recipe, transform, format, leaseId })) > 0;
}

const REMEMBER = `
  UPDATE transform_lease
  SET leased_until = now() + make_interval(secs => $7), error_code = $8, error_message = $9
  WHERE workspace_id = $1 AND content_id = $2 AND recipe = $3 AND transform = $4 AND format = $5 AND lease_id = $6`;

/** Ends a lease with the reason why nothing came of it, which everybody is told for so long. */
export async function rememberFault(
  tx: Tx,
  target: TransformTarget,
  leaseId: string,
  { code, message }: TransformFault,
  seconds: number,
): Promise<void> {
  await tx.rows(REMEMBER, ...keyOf(target), leaseId, seconds, code, message);
}

function keyOf({ contentId, recipe, transform, format }: TransformTarget): unknown[] {
  return [contentId, recipe, transform, format];
}
