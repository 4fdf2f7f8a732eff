/**
 * What memory the processes keep after many uploads.
 *
 *   npm run build && node dist/bench/upload-memory.js [uploads] [at once]
 *
 * An API process and a worker process, as in production but for the embedded PostgreSQL; photographs of 12 megapixels
 * and some 3 MB, each other bytes, are uploaded over HTTP, so many at once, until all of them are processed. Said is
 * the resident memory of each process at the end, and the most that it ever had. Read from /proc: this needs Linux.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createWorkspace } from '../src/accounts';
import { loadConfig } from '../src/config';
import { migrateVitrine } from '../src/migrate';
import { MODULES } from '../src/modules';
import { startEmbeddedPostgres } from '../src/platform/database/embedded';
import { createLog } from '../src/platform/log';
import { openPlatform } from '../src/platform/open-platform';
import { makePhotograph } from './photograph';

const API_GOAL_MB = 300;
const PORT = 4321;
const OWNER = { email: 'bench@example.com', password: randomBytes(12).toString('hex') };
const SLUG = 'bench';

const UPLOAD = `mutation ($input: MediaUploadInput!) {
  mediaUpload(input: $input) { deduplicated userErrors { code message } } }`;
const LEFT = '{ media(first: 1, filter: { statuses: [PENDING, PROCESSING] }) { totalCount } }';

async function measure(uploads: number, atOnce: number): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'upload-memory-'));
  await chmod(directory, 0o755);
  const postgres = await startEmbeddedPostgres({ directory: join(directory, 'postgres') });
  const children: ChildProcess[] = [];
  try {
    const env = environment(directory, postgres.appUrl, postgres.ownerUrl);
    await migrateVitrine({ ownerUrl: postgres.ownerUrl, appUrl: postgres.appUrl });
    await makeWorkspace(env);
    const path = join(directory, 'photograph.jpg');
    await makePhotograph(path);
    const photograph = await readFile(path);

    const api = start(env, 'src/main.js');
    const worker = start(env, 'workers/main.js');
    children.push(api, worker);
    const token = await signIn();
    print(`${uploads} uploads of ${(photograph.length / 1e6).toFixed(1)} MB, ${atOnce} at once.`);
    print(`before: API ${await memoryOf(api)}, worker ${await memoryOf(worker)}`);
    let next = 0;
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        while (next < uploads) await upload(photograph, token, (next += 1));
      }),
    );
    print(`uploaded: API ${await memoryOf(api)}, worker ${await memoryOf(worker)}`);
    while ((await ask<{ media: { totalCount: number } }>(LEFT, {}, token)).media.totalCount > 0)
      await sleep(500);
    print(`processed: API ${await memoryOf(api)}, worker ${await memoryOf(worker)}`);
    print(`The goal for the API is under ${API_GOAL_MB} MB.`);
  } finally {
    for (const child of children) await stop(child);
    await postgres.stop();
    await rm(directory, { recursive: true });
  }
}

function environment(directory: string, url: string, ownerUrl: string): NodeJS.ProcessEnv {
  const secret = randomBytes(32).toString('hex');
  return {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    PORT: String(PORT),
    PUBLIC_URL: `http://localhost:${PORT}`,
    DATA_DIR: directory,
    DATABASE_URL: url,
    DATABASE_OWNER_URL: ownerUrl,
    JWT_SECRET: secret,
    MEDIA_URL_KEYS: `1:${secret}`,
    LOG_LEVEL: 'warn',
  };
}

async function makeWorkspace(env: NodeJS.ProcessEnv): Promise<void> {
  const config = loadConfig(env, () => {
    throw new Error('All secrets are given.');
  });
  if (!config.database) throw new Error('The database is given.');
  const platform = await openPlatform(config, config.database, MODULES, createLog({ level: 'warn' }));
  await createWorkspace(platform.unitOfWork, { slug: SLUG, name: 'Bench', owner: OWNER });
  await platform.close();
}

function start(env: NodeJS.ProcessEnv, module: string): ChildProcess {
  return spawn(process.execPath, [join(__dirname, '..', module)], { env, stdio: 'inherit' });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

async function signIn(): Promise<string> {
  const LOGIN = 'mutation ($input: LoginInput!) { login(input: $input) { accessToken } }';
  for (;;) {
    try {
      return (await ask<{ login: { accessToken: string } }>(LOGIN, { input: OWNER })).login.accessToken;
    } catch {
      await sleep(200);
    }
  }
}

async function upload(photograph: Buffer, token: string, index: number): Promise<void> {
  const form = new FormData();
  form.set('operations', JSON.stringify({ query: UPLOAD, variables: { input: { file: null } } }));
  form.set('map', JSON.stringify({ 0: ['variables.input.file'] }));
  // Decoders end at the end of the picture; what stands behind it makes the bytes new.
  form.set('0', new Blob([new Uint8Array(photograph), randomBytes(16)]), `photograph-${index}.jpg`);
  const response = await fetch(endpoint(), {
    method: 'POST',
    headers: { ...headers(token), 'apollo-require-preflight': 'true' },
    body: form,
  });
  const { data } = (await response.json()) as {
    data: { mediaUpload: { deduplicated: boolean; userErrors: object[] } };
  };
  const { deduplicated, userErrors } = data.mediaUpload;
  if (deduplicated || userErrors.length > 0)
    throw new Error(`Upload ${index}: ${JSON.stringify(userErrors)}`);
}

async function ask<T>(query: string, variables: object, token?: string): Promise<T> {
  const response = await fetch(endpoint(), {
    method: 'POST',
    headers: { ...headers(token), 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return ((await response.json()) as { data: T }).data;
}

const endpoint = () => `http://127.0.0.1:${PORT}/graphql`;
const headers = (token?: string) => ({
  'x-workspace': SLUG,
  ...(token && { authorization: `Bearer ${token}` }),
});

/** "123 MB (at most 145 MB)" */
async function memoryOf({ pid }: ChildProcess): Promise<string> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  const mbOf = (name: string) =>
    (Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024).toFixed(0);
  return `${mbOf('VmRSS')} MB (at most ${mbOf('VmHWM')} MB)`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const [uploads, atOnce] = process.argv.slice(2);
void measure(Number(uploads ?? 60), Number(atOnce ?? 4));
