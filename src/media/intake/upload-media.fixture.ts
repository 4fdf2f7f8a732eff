import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import pino from 'pino';
import { type Storage } from '../../platform/storage/storage';
import { LocalStorage } from '../../platform/storage/local-storage';
import { type Origin } from '../../platform/unit-of-work/transaction';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { givenUser, givenWorkspace } from '../../../test/support/factories';
import { MediaConsumers } from '../attachments/consumer';
import { DuplicateMode } from './duplicate-mode';
import { type ShelvedFile } from './shelve-file';
import { type Upload, type UploadDeps, uploadMedia } from './upload-media';

/** A library with a database and a folder of its own. */
export interface TestLibrary {
  readonly db: TestDatabase;
  readonly storage: Storage;
  readonly deps: UploadDeps;
  /** A new workspace, in which a new editor acts. */
  workspace(): Promise<Origin>;
  upload(origin: Origin, bytes: Buffer, overrides?: Partial<Upload>): Promise<ShelvedFile>;
  /** The keys of all that is stored for a workspace, sorted. */
  keys(origin: Origin): Promise<string[]>;
  /** Names of the temporary files there are. */
  temporaryFiles(): Promise<string[]>;
  close(): Promise<void>;
}

export async function createTestLibrary(): Promise<TestLibrary> {
  const db = await createTestDatabase();
  const directory = await mkdtemp(join(tmpdir(), 'vitrine-library-'));
  const storage = new LocalStorage(directory);
  const deps: UploadDeps = {
    database: db.database,
    unitOfWork: db.unitOfWork,
    storage,
    log: pino({ level: 'silent' }),
    consumers: new MediaConsumers([]),
    limits: { maxBytes: 10 * 1024 ** 2, maxBytesOf: {} },
    quota: { workspaceBytes: null, userBytes: null },
  };
  return {
    db,
    storage,
    deps,
    workspace: async () => {
      const { id } = await givenWorkspace(db);
      return { workspaceId: id, actor: await givenUser(db, id), requestId: 'request-1', ip: '127.0.0.1' };
    },
    upload: (origin, bytes, overrides = {}) =>
      uploadMedia(deps, origin, {
        stream: Readable.from([bytes]),
        filename: 'photo.jpg',
        details: {},
        onDuplicate: DuplicateMode.REUSE,
        ...overrides,
      }),
    keys: async ({ workspaceId }) => {
      const keys: string[] = [];
      for await (const { key } of storage.list(`tenants/${workspaceId}`)) keys.push(key);
      return keys.sort();
    },
    temporaryFiles: () => readdir(join(directory, 'tmp')),
    close: async () => {
      await db.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** Bytes that begin like a JPEG, different each time: intake looks no further. */
export function someJpeg(): Buffer {
  return Buffer.concat([Buffer.from('ffd8ffe000104a46', 'hex'), randomBytes(5000)]);
}

export const mediaOf = ({ db }: TestLibrary, { workspaceId }: Origin) =>
  db.query('SELECT * FROM media WHERE workspace_id = $1 ORDER BY created_at, id', workspaceId);
export const contentsOf = ({ db }: TestLibrary, { workspaceId }: Origin) =>
  db.query<{ id: string; state: string; status: string }>(
    'SELECT * FROM content WHERE workspace_id = $1 ORDER BY created_at, id',
    workspaceId,
  );
export const auditsOf = ({ db }: TestLibrary, { workspaceId }: Origin) =>
  db.query<{ after: { deduplicated: boolean } }>(
    'SELECT * FROM audit_log WHERE workspace_id = $1 ORDER BY id',
    workspaceId,
  );

/** What was published since the last look. */
export function takeEvents(
  { db }: TestLibrary,
  { workspaceId }: Origin,
): Promise<{ name: string; payload: object }[]> {
  return db.query(
    'WITH taken AS (DELETE FROM outbox_event WHERE workspace_id = $1 RETURNING *) SELECT name, payload FROM taken ORDER BY id',
    workspaceId,
  );
}
