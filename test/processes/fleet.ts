import { chmod, mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createWorkspace } from '../../src/accounts';
import { eventually } from '../support/eventually';
import { TestClient } from '../support/test-client';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { type Program, RunningProcess } from './running-process';

export const OWNER = { email: 'owner@example.com', password: 'a password of tests' };
export const SLUG = 'shop';

/** No worker at all; the variable cannot be empty, as that would mean the default. */
export const NO_WORKERS = { WORKERS: ',' };

/** What the database says of an uploaded picture, all counts exact. */
export interface PictureState {
  readonly filename: string;
  readonly status: string;
  readonly attempts: number;
  readonly renditions: number;
  /** Audit rows that say it was completed. */
  readonly completions: number;
  /** Audit rows that say it failed. */
  readonly failures: number;
}

const PICTURES = `
  SELECT m.filename, c.status, c.attempts,
    (SELECT count(*)::int FROM rendition r WHERE r.content_id = c.id) AS renditions,
    (SELECT count(*)::int FROM audit_log a WHERE a.subject_id = c.id AND a.action = 'content.complete') AS completions,
    (SELECT count(*)::int FROM audit_log a WHERE a.subject_id = c.id AND a.action = 'content.fail') AS failures
  FROM media m JOIN content c ON c.workspace_id = m.workspace_id AND c.id = m.content_id
  ORDER BY m.filename`;

/** The files that rows speak of, with their sizes. */
const KNOWN_FILES = `
  SELECT * FROM (SELECT storage_key AS key, byte_size::int AS size FROM content
                 UNION ALL SELECT storage_key, byte_size::int FROM rendition) files
  ORDER BY key COLLATE "C"`;

/** What is still to be done, wherever it waits. */
const UNDONE = `
  SELECT (SELECT count(*) FROM outbox_event)::int AS events,
         (SELECT count(*) FROM bullmq.job WHERE state NOT IN ('completed', 'failed'))::int AS jobs`;

/** Processes over one database and one folder: an installation, with a workspace and its owner. */
export class Fleet {
  readonly #processes: RunningProcess[] = [];
  readonly #apis = new Set<RunningProcess>();

  private constructor(
    readonly db: TestDatabase,
    /** The workspace's; empty where there is none. */
    readonly workspaceId: string,
    readonly dataDir: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /** `env` is for all of its processes. */
  static async create(env: Readonly<Record<string, string>> = {}): Promise<Fleet> {
    const db = await createTestDatabase({ policies: 'production', poolSize: 4 });
    const shop = { slug: SLUG, name: 'Shop', owner: OWNER };
    const { workspaceId } = await createWorkspace(db.unitOfWork, shop);
    return new Fleet(db, workspaceId, await makeDataDir(), env);
  }

  /** Over a database without tables. */
  static async createEmpty(): Promise<Fleet> {
    return new Fleet(
      await createTestDatabase({ policies: 'none', poolSize: 1 }),
      '',
      await makeDataDir(),
      {},
    );
  }

  /** Starts a process; that it is up, its log says. */
  start(
    program: Program,
    env: Readonly<Record<string, string>> = {},
    args: readonly string[] = [],
  ): RunningProcess {
    const all = {
      NODE_ENV: 'test',
      PORT: '0',
      DATA_DIR: this.dataDir,
      DATABASE_URL: this.db.appUrl,
      DATABASE_OWNER_URL: this.db.ownerUrl,
      ...this.env,
      ...env,
    };
    const started = new RunningProcess(program, all, args);
    this.#processes.push(started);
    return started;
  }

  /** An API process that serves, with no workers unless told. */
  async startApi(env: Readonly<Record<string, string>> = {}): Promise<Api> {
    const started = this.start('src/main', { ...NO_WORKERS, ...env });
    this.#apis.add(started);
    return new Api(started, new TestClient(await opening(started), SLUG));
  }

  /** A worker process that works, with the workers named. */
  async startWorker(workers: string, env: Readonly<Record<string, string>> = {}): Promise<RunningProcess> {
    const started = this.start('workers/main', { WORKERS: workers, ...env });
    await started.says('working');
    return started;
  }

  /** Runs a sweep as an operator does, until it ends. */
  async sweep(name: string, env: Readonly<Record<string, string>> = {}): Promise<RunningProcess> {
    const started = this.start('scripts/sweep', env, ['run', name]);
    await started.ended;
    return started;
  }

  pictures(): Promise<PictureState[]> {
    return this.db.query<PictureState>(PICTURES);
  }

  /** The one picture of this name. */
  async picture(filename: string): Promise<PictureState | undefined> {
    return (await this.pictures()).find((picture) => picture.filename === filename);
  }

  /** Waits until nothing waits to be handed on, queued or worked on. */
  async untilIdle(): Promise<void> {
    await eventually(async () => {
      expect(await this.db.query(UNDONE)).toEqual([{ events: 0, jobs: 0 }]);
    });
  }

  /**
   * Has two days pass for what the dead left: the leases of contents, imports, orders, payments, transforms, events and
   * sweeps, the pauses
   * between tries and runs, the age of files, and on PostgreSQL the locks of jobs (BullMQ marks a job without a lock before it
   * takes it away).
   */
  async letTimePass(): Promise<void> {
    const then = new Date(Date.now() - 48 * 3_600_000);
    const entries = await readdir(this.dataDir, { recursive: true });
    await Promise.all(entries.map((entry) => utimes(join(this.dataDir, entry), then, then)));
    await this.db.query(`
      UPDATE content SET due_at = now() - interval '1 second', leased_until = leased_until - interval '1 hour'
      WHERE due_at IS NOT NULL`);
    await this.db.query(`
      UPDATE media_import SET due_at = now() - interval '1 second', leased_until = leased_until - interval '1 hour'
      WHERE due_at IS NOT NULL`);
    await this.db.query(`
      UPDATE order_attempt SET due_at = now() - interval '1 second', leased_until = leased_until - interval '1 hour'
      WHERE due_at IS NOT NULL`);
    await this.db.query(`
      UPDATE payment SET due_at = now() - interval '1 second', leased_until = leased_until - interval '1 hour'
      WHERE due_at IS NOT NULL`);
    await this.db.query(`UPDATE transform_lease SET leased_until = leased_until - interval '2 days'`);
    await this.db.query(`UPDATE discarded_file SET discarded_at = discarded_at - interval '2 days'`);
    await this.db.query(`UPDATE outbox_event SET leased_until = leased_until - interval '1 hour'`);
    await this.db.query(`
      UPDATE sweep SET due_at = due_at - interval '2 days', leased_until = leased_until - interval '1 hour'`);
    await this.db.query(
      `UPDATE bullmq.job SET locked_until_ms = 1, stalled_marked = true WHERE state = 'active'`,
    );
    await this.db.query(`DELETE FROM bullmq.meta WHERE field = 'stalled-check'`);
  }

  /** The stored files of workspaces with their sizes, by key. */
  async storedFiles(): Promise<{ key: string; size: number }[]> {
    const folder = join(this.dataDir, 'storage', 'objects');
    const files = await filesUnder(join(folder, 'tenants'));
    return Promise.all(
      files.map(async (path) => ({ key: relative(folder, path), size: (await stat(path)).size })),
    );
  }

  /** Paths of all files that are temporary, those in temporary folders included. */
  temporaryFiles(): Promise<string[]> {
    return filesUnder(join(this.dataDir, 'storage', 'tmp'));
  }

  /** Waits until the disk has exactly the files that rows speak of, so many, and nothing temporary. */
  async untilFilesAre(count: number): Promise<void> {
    await eventually(async () => {
      const stored = await this.storedFiles();
      expect(stored).toEqual(await this.db.query(KNOWN_FILES));
      expect(stored).toHaveLength(count);
      expect(await this.temporaryFiles()).toEqual([]);
    });
  }

  /** Kills what works, and takes away all pictures and all work on them, as if none had ever been uploaded. */
  async emptyLibrary(): Promise<void> {
    const workers = this.#processes.filter((started) => !this.#apis.has(started));
    await Promise.all(workers.map((worker) => worker.kill()));
    await this.db.query(
      'TRUNCATE content, media, rendition, attachment, audit_log, outbox_event, bullmq.job CASCADE',
    );
    await rm(join(this.dataDir, 'storage'), { recursive: true, force: true });
  }

  /** Kills what still runs, and takes everything away. */
  async close(): Promise<void> {
    await Promise.all(this.#processes.map((started) => started.kill()));
    await this.db.close();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

export interface UploadAnswer {
  readonly mediaUpload: {
    readonly deduplicated: boolean;
    readonly media: { readonly id: string; readonly filename: string } | null;
    readonly userErrors: readonly { readonly code: string }[];
  };
}

export const UPLOAD = `mutation ($input: MediaUploadInput!) {
  mediaUpload(input: $input) { deduplicated media { id filename } userErrors { code } }
}`;

/** An API process, and who speaks with it. */
export class Api {
  constructor(
    readonly process: RunningProcess,
    readonly visitor: TestClient,
  ) {}

  staff(): Promise<TestClient> {
    return this.visitor.signedIn(OWNER.email, OWNER.password);
  }

  /** The same person, with the token of another process. */
  as({ token }: TestClient): TestClient {
    return new TestClient(this.visitor.url, SLUG, token);
  }
}

/** Uploads a picture; answers whether the library had it, and fails where it was refused. */
export async function upload(client: TestClient, picture: Buffer, filename: string): Promise<boolean> {
  const { data } = await client.upload<UploadAnswer>(UPLOAD, new Blob([new Uint8Array(picture)]), filename);
  expect(data.mediaUpload).toMatchObject({ media: {}, userErrors: [] });
  return data.mediaUpload.deduplicated;
}

/** The URL at which an API process serves, once it does. */
export async function opening(process: RunningProcess): Promise<string> {
  const [url = ''] = (await process.says('Vitrine is open: ')).split(' ');
  return url;
}

/** A folder for all of an installation, which the user of an embedded database may pass through. */
export async function makeDataDir(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'vitrine-process-'));
  await chmod(directory, 0o755);
  return directory;
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}
