import { Refusal, RequestErrorCode, UserErrorCode } from '../../platform/errors';
import { OutboundError } from '../../platform/outbound/outbound-error';
import { type IntakeLimits, tooLarge } from '../intake/intake-limits';

/** Why something could not be imported: the sentence is for the one who asked for it. */
export interface ImportFailure {
  readonly code: string;
  readonly message: string;
}

export const GIVEN_UP: ImportFailure = {
  code: UserErrorCode.FETCH_FAILED,
  message: 'This could not be imported, although it was tried several times.',
};

/** Whoever asked for the import may not do that any more, or is gone. */
export class RequesterLeftError extends Error {
  constructor() {
    super('The user who asked for this may not add to the library any more.');
    this.name = 'RequesterLeftError';
  }
}

/** How an import ends after a try that failed so; null where another try, if it is not the last, may mend it. */
export function failureAfter(error: unknown, isLast: boolean, limits: IntakeLimits): ImportFailure | null {
  if (error instanceof RequesterLeftError) {
    return { code: RequestErrorCode.FORBIDDEN, message: error.message };
  }
  if (error instanceof Refusal) return firstFault(error);
  if (!(error instanceof OutboundError)) return isLast ? GIVEN_UP : null;
  if (error.fault === 'TOO_LARGE') return firstFault(tooLarge(limits));
  return error.mayPass && !isLast ? null : { code: UserErrorCode.FETCH_FAILED, message: error.message };
}

function firstFault({ faults: [fault] }: Refusal): ImportFailure {
  return fault ? { code: fault.code, message: fault.message } : GIVEN_UP;
}
