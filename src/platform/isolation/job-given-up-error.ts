/** Thrown by a job whose work goes on where nothing can stop it; its cause is what the job fails with. */
export class JobGivenUpError extends Error {
  constructor(cause: Error) {
    super('The job was given up while it was being done.', { cause });
    this.name = 'JobGivenUpError';
  }
}
