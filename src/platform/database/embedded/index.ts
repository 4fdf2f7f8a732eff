export { EmbeddedPostgresError } from './embedded-postgres-error';
export { startEmbeddedPostgres } from './start-embedded-postgres';
