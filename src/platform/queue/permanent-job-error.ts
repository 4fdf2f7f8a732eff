/** Thrown by a handler for what will fail again however often it is tried: the job is not tried again. */
export class PermanentJobError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PermanentJobError';
  }
}
