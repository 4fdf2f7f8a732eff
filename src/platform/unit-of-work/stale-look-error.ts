/**
 * What a transaction had looked at before it took its locks is no longer so: the unit of work runs it again, in a
 * fresh transaction, as it does after a deadlock.
 */
export class StaleLookError extends Error {
  constructor(what: string) {
    super(`${what} changed before it was locked.`);
    this.name = 'StaleLookError';
  }
}
