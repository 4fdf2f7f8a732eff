import { type Client } from 'pg';
import { DataSource, type EntitySchema, type MixedList } from 'typeorm';

export type EntityClass = abstract new (...args: never[]) => object;

export interface DataSourceOptions {
  readonly url: string;
  readonly entities: readonly EntityClass[];
  readonly poolSize: number;
  readonly onPoolError: (error: Error) => void;
}

/** No read of ours takes this long; one that does is ended before it drags others down. */
const STATEMENT_TIMEOUT_MS = 15_000;

/** A TypeORM data source over a pool of connections; `initialize()` connects. It never changes the schema. */
export function createDataSource({ url, entities, poolSize, onPoolError }: DataSourceOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    // TypeORM's list is typed for concrete constructors; an entity is only ever read as metadata here.
    entities: [...entities] as unknown as MixedList<EntitySchema>,
    synchronize: false,
    parseInt8: true,
    poolErrorHandler: onPoolError,
    applicationName: 'vitrine',
    extra: {
      max: poolSize,
      connectionTimeoutMillis: 10_000,
      idleTimeoutMillis: 30_000,
      onConnect: (client: Client) => client.query(`SET statement_timeout = ${STATEMENT_TIMEOUT_MS}`),
    },
  });
}
