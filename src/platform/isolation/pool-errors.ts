/** The pool has as many jobs waiting as it allows; nothing was started, and the caller may come back later. */
export class PoolBusyError extends Error {
  constructor(readonly maxQueued: number) {
    super(`The pool is busy: ${maxQueued} jobs are waiting already.`);
    this.name = 'PoolBusyError';
  }
}

/** The pool is closing: the job was not started, or was ended because the grace was over. It may be repeated. */
export class PoolClosedError extends Error {
  constructor() {
    super('The pool is closed.');
    this.name = 'PoolClosedError';
  }
}

/** The child itself said that the job cannot be done, and lives on: `code` and the message are its own. */
export class JobFailedError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'JobFailedError';
  }
}

/** The job used up its time: by the clock (`deadline`), or in processor seconds (`cpu`). Its child was killed. */
export class JobTimeoutError extends Error {
  constructor(readonly limit: 'deadline' | 'cpu') {
    super(limit === 'cpu' ? 'The job used too much processor time.' : 'The job did not end in time.');
    this.name = 'JobTimeoutError';
  }
}

/** The job wanted more memory than its child may have. `stderr` is for the log, never for a client. */
export class JobMemoryError extends Error {
  constructor(readonly stderr = '') {
    super('The job needed more memory than it may have.');
    this.name = 'JobMemoryError';
  }
}

/** The child died under the job, or could not be started. `stderr` is for the log, never for a client. */
export class ChildCrashedError extends Error {
  constructor(
    readonly exitCode: number | null,
    readonly signal: NodeJS.Signals | null,
    readonly stderr: string,
  ) {
    super(`The child process ended with ${signal ?? `exit code ${String(exitCode)}`}.`);
    this.name = 'ChildCrashedError';
  }
}
