import { Refusal, type UserFault } from '../errors';
import { type UserError } from './user-error.type';

/**
 * Runs a mutation and answers with its payload; a refusal becomes the payload's `userErrors`, beside the fields
 * of `refused` (mostly nulls; a function of the refusal where a conflict carries the current state). All else
 * that `work` throws is thrown on. `leftOut` are faults of items without which the work is done: they are answered
 * either way, before all others.
 */
export async function answer<F extends object>(
  work: () => Promise<F>,
  refused: F | ((refusal: Refusal) => F | Promise<F>),
  leftOut: readonly UserFault[] = [],
): Promise<F & { userErrors: UserError[] }> {
  try {
    return { ...(await work()), userErrors: leftOut.map(toUserError) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const fields = typeof refused === 'function' ? await refused(error) : refused;
    return { ...fields, userErrors: [...leftOut, ...error.faults].map(toUserError) };
  }
}

function toUserError({ code, message, field }: UserFault): UserError {
  return { code, message, field: field ? [...field] : null };
}
