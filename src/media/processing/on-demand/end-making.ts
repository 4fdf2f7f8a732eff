import {
  ChildCrashedError,
  JobTimeoutError,
  PoolBusyError,
  PoolClosedError,
} from '../../../platform/isolation/pool-errors';
import { type Tx } from '../../../platform/unit-of-work/transaction';
import { discardFiles } from '../../content/discard-files';
import { ImageFailure } from '../image/image-failure';
import { endLease, rememberFault, type TransformFault } from './lease-transform';
import { type MakeTransformDeps, makingOrigin } from './make-transform';
import { TransformBusyError, TransformFailedError } from './transform-errors';
import { keyOfMaking, type TransformTarget } from './transform-target';

/** What a picture itself is to blame for stays so; it is tried again now and then, as programs get better. */
const PICTURE_FAULT_SECONDS = 600;
/** A child that crashed, or took too long, may have been unlucky, but costs much each time. */
const CHILD_FAULT_SECONDS = 60;
const RETRY_AFTER_SECONDS = 2;

const CHILD_FAULT: TransformFault = {
  code: 'PROCESSING_FAILED',
  message: 'This could not be made of the picture just now.',
};

/**
 * Ends a making that came to nothing: what would fail again is remembered, and told to everyone for a while; else the
 * lease is given back, so that the next request tries at once. Returns the error that those who wait are told.
 */
export async function endMaking(
  { unitOfWork, log }: MakeTransformDeps,
  target: TransformTarget,
  leaseId: string,
  error: unknown,
): Promise<unknown> {
  const { answer, end } = judge(target, leaseId, error);
  const { contentId, transform, format } = target;
  log.warn({ err: error, contentId, transform, format }, 'a transform could not be made');
  try {
    await unitOfWork.run(makingOrigin(target.workspaceId), end);
  } catch (failure) {
    // The lease runs out by itself.
    log.warn({ err: failure, contentId }, 'a lease could not be given back');
  }
  return answer;
}

interface Judgement {
  readonly answer: unknown;
  readonly end: (tx: Tx) => Promise<unknown>;
}

function judge(target: TransformTarget, leaseId: string, error: unknown): Judgement {
  if (error instanceof PoolBusyError || error instanceof PoolClosedError) {
    const answer = new TransformBusyError(RETRY_AFTER_SECONDS);
    return { answer, end: (tx) => endLease(tx, target, leaseId) };
  }
  const fault = faultOf(error);
  if (!fault) return { answer: error, end: (tx) => abandon(tx, target, leaseId) };
  const seconds = error instanceof ImageFailure ? PICTURE_FAULT_SECONDS : CHILD_FAULT_SECONDS;
  return {
    answer: new TransformFailedError(fault),
    end: (tx) => rememberFault(tx, target, leaseId, fault, seconds),
  };
}

function faultOf(error: unknown): TransformFault | null {
  if (error instanceof ImageFailure) return { code: error.code, message: error.message };
  if (error instanceof ChildCrashedError || error instanceof JobTimeoutError) return CHILD_FAULT;
  return null;
}

const LOCK = 'SELECT id FROM content WHERE workspace_id = $1 AND id = $2 FOR KEY SHARE';

/** Where the storage or the database failed, a file may be stored; unless it is published after all, it goes. */
async function abandon(tx: Tx, target: TransformTarget, leaseId: string): Promise<void> {
  const there = await tx.row(LOCK, target.contentId);
  if (there && (await endLease(tx, target, leaseId))) {
    await discardFiles(tx, target.contentId, [keyOfMaking(target, leaseId)]);
  }
}
