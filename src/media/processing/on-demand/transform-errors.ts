import { type TransformFault } from './lease-transform';

/** There is no room for more work just now, or nobody has done it in time: another try later may succeed. */
export class TransformBusyError extends Error {
  constructor(readonly retryAfterSeconds: number) {
    super('Too many transforms are waited for.');
    this.name = 'TransformBusyError';
  }
}

/** It was tried, and cannot be made; `code` is one of ImageFailure's, or PROCESSING_FAILED where a child failed. */
export class TransformFailedError extends Error {
  readonly code: string;

  constructor({ code, message }: TransformFault) {
    super(message);
    this.name = 'TransformFailedError';
    this.code = code;
  }
}
