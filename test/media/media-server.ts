import 'reflect-metadata';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GraphQLSchema } from 'graphql';
import { AccountsResolver } from '../../src/accounts/api';
import { ImageResolver } from '../../src/media/delivery/image.resolver';
import { MediaUrls } from '../../src/media/delivery/media-urls';
import { MediaUploadResolver } from '../../src/media/intake/media-upload.resolver';
import { MediaConsumers } from '../../src/media';
import { type UploadDeps } from '../../src/media/intake/upload-media';
import { Document } from '../../src/media/library/document.type';
import { DocumentResolver } from '../../src/media/library/document.resolver';
import { MediaImage } from '../../src/media/library/media-image.type';
import { MediaImageResolver } from '../../src/media/library/media-image.resolver';
import { MediaLibraryResolver } from '../../src/media/library/media-library.resolver';
import { type FindVisible, mediaNodes } from '../../src/media/library/media-nodes';
import { MediaResolver } from '../../src/media/library/media.resolver';
import { MediaType } from '../../src/media/media-type';
import { type Actor, ANONYMOUS } from '../../src/platform/actor';
import { type WorkspaceRows } from '../../src/platform/database/workspace-rows';
import { type Credentials, type Session } from '../../src/platform/graphql/context';
import { buildGraphQLSchema } from '../../src/platform/graphql/build-schema';
import { createPubSub } from '../../src/platform/graphql/create-pub-sub';
import { NodeResolver } from '../../src/platform/graphql/node.resolver';
import { type WorkspaceContext, workspaceContext } from '../../src/platform/graphql/workspace-context';
import { HTTP_DEFAULTS } from '../../src/platform/http/http-config';
import { createHttpServer } from '../../src/platform/http/http-server';
import { createLog } from '../../src/platform/log';
import { createMetrics } from '../../src/platform/metrics';
import { LocalStorage } from '../../src/platform/storage/local-storage';
import { type Storage } from '../../src/platform/storage/storage';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { type TestWorkspace } from '../support/factories';

export const MAX_FILE_BYTES = 1024 ** 2;
export const MAX_IMAGE_BYTES = 200 * 1024;

/** The media API over HTTP, on a database and a folder of its own. */
export interface MediaServer {
  readonly db: TestDatabase;
  readonly storage: Storage;
  readonly url: string;
  readonly port: number;
  /** What was read from the database for requests, oldest first. */
  readonly statements: string[];
  /** The errors that the log has. */
  readonly errors: Record<string, unknown>[];
  /** What a request in this workspace by this actor has to send. */
  headers(workspace: TestWorkspace, actor?: Actor): Record<string, string>;
  /** The names of all files that are stored or being received. */
  files(): Promise<string[]>;
  close(): Promise<void>;
}

export interface MediaServerOptions {
  readonly findVisible?: FindVisible;
}

export async function startMediaServer({ findVisible }: MediaServerOptions = {}): Promise<MediaServer> {
  const db = await createTestDatabase();
  const directory = await mkdtemp(join(tmpdir(), 'vitrine-media-'));
  const storage = new LocalStorage(directory);
  const errors: Record<string, unknown>[] = [];
  const statements: string[] = [];
  const log = createLog({
    level: 'error',
    destination: { write: (line) => void errors.push(JSON.parse(line) as Record<string, unknown>) },
  });
  const deps: UploadDeps = {
    database: db.database,
    unitOfWork: db.unitOfWork,
    storage,
    log,
    consumers: new MediaConsumers([]),
    limits: { maxBytes: MAX_FILE_BYTES, maxBytesOf: { [MediaType.IMAGE]: MAX_IMAGE_BYTES } },
    quota: { workspaceBytes: null, userBytes: null },
  };
  const server = await createHttpServer<WorkspaceContext>({
    schema: mediaSchema(deps, findVisible),
    authenticate: authenticateBySession,
    createContext: async (base) => {
      const context = await workspaceContext(db.database, db.unitOfWork, createPubSub())(base);
      return { ...context, db: noting(context.db, statements) };
    },
    config: { ...HTTP_DEFAULTS, uploads: { ...HTTP_DEFAULTS.uploads, maxFileBytes: MAX_FILE_BYTES } },
    log,
    metrics: createMetrics(),
    routes: [],
    checks: {},
    playground: null,
  });
  const port = await server.listen(0, '127.0.0.1');
  return {
    db,
    storage,
    port,
    url: `http://127.0.0.1:${port}/graphql`,
    statements,
    errors,
    headers: (workspace, actor = ANONYMOUS) => ({
      authorization: JSON.stringify({ workspace, actor }),
      'apollo-require-preflight': 'true',
    }),
    files: async () => {
      const entries = await readdir(directory, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    },
    close: async () => {
      await server.drain(5_000);
      await db.close();
      await rm(directory, { recursive: true });
    },
  };
}

function mediaSchema(deps: UploadDeps, findVisible?: FindVisible): GraphQLSchema {
  const urls = new MediaUrls([{ id: 'k1', secret: 's'.repeat(32) }], () => 'http://media.test');
  return buildGraphQLSchema({
    resolvers: [
      new NodeResolver(mediaNodes(findVisible)),
      new AccountsResolver(),
      new MediaResolver(urls),
      new MediaImageResolver(),
      new DocumentResolver(),
      new MediaLibraryResolver(),
      new MediaUploadResolver(deps),
      new ImageResolver(urls),
    ],
    orphanedTypes: [MediaImage, Document],
    pubSub: createPubSub(),
  });
}

/** Reads as `rows` does, and notes each statement. */
function noting(rows: WorkspaceRows, statements: string[]): WorkspaceRows {
  return {
    workspaceId: rows.workspaceId,
    rows: (sql, ...params) => {
      statements.push(sql);
      return rows.rows(sql, ...params);
    },
    row: (sql, ...params) => {
      statements.push(sql);
      return rows.row(sql, ...params);
    },
  };
}

/** The tests' tokens say who acts where, in the clear. */
function authenticateBySession({ authorization }: Credentials): Promise<Session> {
  const session = JSON.parse(authorization ?? '{}') as Omit<Session, 'expiresAt'>;
  return Promise.resolve({ ...session, expiresAt: null });
}

export interface Answer {
  readonly data: Record<string, unknown> | null | undefined;
  readonly errors: readonly { message: string; extensions: { code: string } }[] | undefined;
}

/** Sends an operation as JSON. */
export async function ask(
  url: string,
  headers: Record<string, string>,
  query: string,
  variables: object = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}

/** Sends an operation with one file, which is `$input.file`, by the multipart request specification. */
export async function send(
  url: string,
  headers: Record<string, string>,
  query: string,
  { file, filename = 'photo.jpg', input = {} }: { file: Buffer; filename?: string; input?: object },
): Promise<Answer> {
  const form = new FormData();
  form.append('operations', JSON.stringify({ query, variables: { input: { ...input, file: null } } }));
  form.append('map', JSON.stringify({ file: ['variables.input.file'] }));
  form.append('file', new Blob([new Uint8Array(file)]), filename);
  const response = await fetch(url, { method: 'POST', headers, body: form });
  return (await response.json()) as Answer;
}
