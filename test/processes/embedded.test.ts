import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../src/platform/database/embedded';
import { urlsOf, withClient } from '../support/cluster';
import { eventually } from '../support/eventually';
import { TestClient } from '../support/test-client';
import { Api, makeDataDir, opening, OWNER, SLUG, upload } from './fleet';
import { picture } from './pictures';
import { DONE, KILLED, RunningProcess } from './running-process';

const LIBRARY = `{ recentMedia(first: 50) {
  filename status ... on MediaImage { image { url(transform: { maxWidth: 300, maxHeight: 300, format: JPEG }) } } } }`;

interface Listed {
  readonly filename: string;
  readonly status: string;
  readonly image: { readonly url: string };
}

describe('an installation with the embedded database', () => {
  let dataDir: string;
  const running: RunningProcess[] = [];

  beforeAll(async () => {
    dataDir = await makeDataDir();
  });
  afterAll(async () => {
    await Promise.all(running.map((process) => process.kill()));
    // The database of a killed process stops by itself, a moment later.
    await eventually(() => {
      expect(hasDatabase()).toBe(false);
      return Promise.resolve();
    });
    await rm(dataDir, { recursive: true });
  });

  const hasDatabase = () => existsSync(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'));
  const env = () => ({ NODE_ENV: 'test', PORT: '0', DATA_DIR: dataDir, WORKERS: 'relay,image,housekeeping' });

  async function startApi(): Promise<Api> {
    const started = new RunningProcess('src/main', env());
    running.push(started);
    return new Api(started, new TestClient(await opening(started), SLUG));
  }

  async function library(client: TestClient): Promise<Listed[]> {
    const { recentMedia } = await client.data<{ recentMedia: Listed[] }>(LIBRARY);
    return [...recentMedia].sort((a, b) => (a.filename < b.filename ? -1 : 1));
  }

  /** Has the leases of the dead run out. */
  async function letLeasesRunOut(): Promise<void> {
    const database = await startEmbeddedPostgres({ directory: join(dataDir, 'postgres') });
    try {
      await withClient(urlsOf(database, 'vitrine').adminUrl, async (client) => {
        await client.query(
          `UPDATE content SET due_at = now(), leased_until = now() WHERE due_at IS NOT NULL`,
        );
        await client.query('UPDATE outbox_event SET leased_until = now()');
      });
    } finally {
      await database.stop();
    }
  }

  it('lives through a kill -9 with work under way, and starts again at once with all of its data', async () => {
    const made = new RunningProcess('scripts/workspace', env(), [
      ...['create', '--slug', SLUG, '--owner', OWNER.email],
    ]);
    running.push(made);
    expect(await made.ended).toEqual(DONE);
    const [, password = ''] = /shown again: (\S+)/.exec(made.output) ?? [];

    const first = await startApi();
    const staff = await first.visitor.signedIn(OWNER.email, password);
    const photo = await picture('kept');
    expect(await upload(staff, photo, 'kept.jpg')).toBe(false);
    await eventually(async () => {
      expect(await library(staff)).toMatchObject([{ filename: 'kept.jpg', status: 'COMPLETED' }]);
    });
    const [kept] = await library(staff);
    const bytes = await digest(kept?.image.url ?? '');
    const others = ['a.jpg', 'b.jpg', 'c.jpg'];
    for (const name of others) expect(await upload(staff, await picture(name), name)).toBe(false);
    expect(await first.process.kill()).toEqual(KILLED);

    const second = await startApi();
    // The token of before is good: the secrets were kept as well.
    const again = second.as(staff);
    expect(await upload(again, photo, 'kept.jpg')).toBe(true);
    await letLeasesRunOut();
    await eventually(async () => {
      expect((await library(again)).map(({ filename, status }) => [filename, status])).toEqual(
        [...others, 'kept.jpg'].map((filename) => [filename, 'COMPLETED']),
      );
    });
    const { pathname, search } = new URL(kept?.image.url ?? '');
    expect(await digest(`${second.visitor.url}${pathname}${search}`)).toBe(bytes);

    expect(await second.process.terminate()).toEqual(DONE);
    expect(second.process.stderr).toBe('');
    expect(hasDatabase()).toBe(false);
  });
});

async function digest(url: string): Promise<string> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  return createHash('sha256')
    .update(Buffer.from(await response.arrayBuffer()))
    .digest('hex');
}
