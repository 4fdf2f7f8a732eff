/** The embedded PostgreSQL cannot run here; the message says why and what to do, and is meant to be read by people. */
export class EmbeddedPostgresError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EmbeddedPostgresError';
  }
}
