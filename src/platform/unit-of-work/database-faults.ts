import { databaseError, translateDatabaseError } from '../database/database-error';
import { Refusal, type UserFault } from '../errors';
import { StaleLookError } from './stale-look-error';

/** What a violated constraint means to the person whose input violated it, by the constraint's name. */
export type ConstraintFaults = Readonly<Record<string, UserFault>>;

// PostgreSQL's appendix A: what a fresh transaction can heal.
const SERIALIZATION_FAILURE = '40001';
const DEADLOCK_DETECTED = '40P01';
const LOCK_NOT_AVAILABLE = '55P03';
const RETRYABLE = new Set([SERIALIZATION_FAILURE, DEADLOCK_DETECTED, LOCK_NOT_AVAILABLE]);

const INTEGRITY_VIOLATIONS = '23';

/**
 * True for deadlocks, lock timeouts, serialization failures and looks that went stale: the transaction is to be run
 * again, anew.
 */
export function isRetryable(error: unknown): boolean {
  if (error instanceof StaleLookError) return true;
  return RETRYABLE.has(databaseError(error)?.code ?? '');
}

/**
 * The refusal that a violated constraint stands for, where its module has named one, or that of a value which no
 * column takes; else the error itself.
 */
export function translateFault(error: unknown, faults: ConstraintFaults): unknown {
  const cause = databaseError(error);
  if (!cause?.code?.startsWith(INTEGRITY_VIOLATIONS)) return translateDatabaseError(error);
  const fault = faults[cause.constraint ?? ''];
  return fault ? new Refusal([fault]) : error;
}
