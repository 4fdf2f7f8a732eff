import { gzipSync } from 'node:zlib';
import { decodeId } from '../../src/platform/graphql/global-id';
import { eventually } from '../support/eventually';
import { rowsOf } from '../support/workspace-rows';
import { type Import, Importing, picture } from './importing';

describe('an import that fails', () => {
  let importing: Importing;
  beforeAll(async () => {
    importing = await Importing.start({ IMAGE_MAX_BYTES: '20000', UPLOAD_MAX_BYTES: '50000' });
  });
  afterAll(() => importing.close());

  const library = async () => ({
    media: await importing.app.db.query('SELECT * FROM media ORDER BY id'),
    contents: await importing.app.db.query('SELECT * FROM content ORDER BY id'),
    charged: await importing.app.db.query('SELECT * FROM storage_tally ORDER BY owner_id'),
    files: await importing.storedFiles(),
    temporary: await importing.temporaryFiles(),
  });

  /** How an import ended that was tried once. */
  async function failureOf(source: string): Promise<Import['error']> {
    const before = await library();
    const requested = await importing.requestOne({ source });
    const { status, error, media, deduplicated } = await importing.ended(requested.id);
    expect({ status, media, deduplicated }).toEqual({ status: 'FAILED', media: null, deduplicated: null });
    const { attempts, due_at, lease_id, leased_until, finished_at } = await importing.row(requested.id);
    expect({ attempts, due_at, lease_id, leased_until }).toEqual({
      ...{ attempts: 1, due_at: null, lease_id: null, leased_until: null },
    });
    expect(finished_at).not.toBeNull();
    const audits = await importing.app.db.query<{
      action: string;
      actor_name: string | null;
      after: unknown;
    }>(
      'SELECT action, actor_name, after FROM audit_log WHERE subject_id = $1 ORDER BY id',
      decodeId('MediaImport', requested.id),
    );
    expect(audits.slice(1)).toEqual([
      {
        ...{ action: 'mediaImport.fail', actor_name: 'worker:import' },
        after: { status: 'FAILED', code: error?.code, attempt: 1 },
      },
    ]);
    expect(await library()).toEqual(before);
    expect(before.temporary).toEqual([]);
    return error;
  }

  it.each([
    ['http://127.0.0.2:9/x.jpg', 'The address of this URL is not public.'],
    ['http://169.254.169.254/latest/meta-data/', 'The address of this URL is not public.'],
    ['http://[::ffff:7f00:2]/x.jpg', 'The address of this URL is not public.'],
    ['http://2130706434/x.jpg', 'The address of this URL is not public.'],
    ['http://1.1.1.1:25/x.jpg', 'Only the ports 80 and 443 are fetched from.'],
  ])('is not fetched from %s', async (source, message) => {
    expect(await failureOf(source)).toEqual({ code: 'FETCH_FAILED', message });
  });

  it('is not fetched from where a redirect leads to', async () => {
    const source = importing.serve('/inside', (_, response) => {
      response.writeHead(302, { location: 'http://10.0.0.1/secret.jpg' }).end();
    });
    expect(await failureOf(source)).toEqual({
      ...{ code: 'FETCH_FAILED', message: 'The address of this URL is not public.' },
    });
  });

  it('says what the server answered, at once where another try would not mend it', async () => {
    expect(await failureOf(`${importing.url}/missing.jpg`)).toEqual({
      ...{ code: 'FETCH_FAILED', message: 'The server answered 404.' },
    });
    expect(importing.asked('/missing.jpg')).toBe(1);
  });

  it('says that what came is no file that the library takes, whatever its server calls it', async () => {
    const page = Buffer.from(`<!doctype html><html>${'x'.repeat(10_000)}</html>`);
    const source = importing.serveBytes('/page.jpg', page, { 'content-type': 'image/jpeg' });
    const error = await failureOf(source);
    expect(error).toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
    expect(error?.message).toContain('HTML');
  });

  it('holds files to the limits of uploads, whether their server announces their size or not', async () => {
    const jpeg = Buffer.concat([await picture('#123456'), Buffer.alloc(20_000)]);
    expect(await failureOf(importing.serveBytes('/image.jpg', jpeg))).toMatchObject({
      ...{ code: 'FILE_TOO_LARGE', message: 'This is too large: an image may have at most 19.5 KB.' },
    });
    const announced = importing.serve('/announced', (_, response) => {
      response.writeHead(200, { 'content-length': 50_001 });
      response.flushHeaders();
    });
    const tooLarge = {
      code: 'FILE_TOO_LARGE',
      message: 'This is too large: a file may have at most 48.8 KB.',
    };
    expect(await failureOf(announced)).toEqual(tooLarge);
  });

  it('does not unpack what it did not ask to be packed', async () => {
    const headers = { 'content-encoding': 'gzip' };
    const source = importing.serveBytes('/packed.jpg', gzipSync(await picture('#aabbcc')), headers);
    expect(await failureOf(source)).toEqual({
      code: 'FETCH_FAILED',
      message: 'The server sent the file in an encoding that was not asked for.',
    });
  });

  it('says that an empty answer is no file', async () => {
    expect(await failureOf(importing.serveBytes('/empty.jpg', Buffer.alloc(0)))).toEqual({
      ...{ code: 'CORRUPT_FILE', message: 'The file is empty.' },
    });
  });

  it.each([
    ['the workspace', 'workspace_bytes'],
    ['its user', 'user_bytes'],
  ])('may not add more than the quota of %s leaves', async (_, column) => {
    const { db } = importing.app;
    await db.query(
      `INSERT INTO media_quota (workspace_id, ${column}) VALUES ($1, 10)`,
      importing.workspaceId,
    );
    try {
      const source = importing.serveBytes('/quota.jpg', await picture('#fedcba'));
      expect(await failureOf(source)).toMatchObject({ code: 'QUOTA_EXCEEDED' });
    } finally {
      await db.query('DELETE FROM media_quota');
    }
  });

  it('ends where whoever asked may not add to the library any more', async () => {
    const role = (name: string) =>
      importing.app.db.query(
        'UPDATE users SET role = $2 WHERE workspace_id = $1',
        importing.workspaceId,
        name,
      );
    const source = importing.serve('/demoted.jpg', (_, response) => response.writeHead(503).end());
    const { id } = await importing.requestOne({ source });
    await eventually(async () =>
      expect(await importing.row(id)).toMatchObject({ attempts: 1, status: 'PENDING' }),
    );
    await role('CUSTOMER');
    await importing.retry(id);
    await eventually(async () => expect(await importing.row(id)).toMatchObject({ status: 'FAILED' }));
    await role('OWNER');
    expect((await importing.look(id)).error).toEqual({
      ...{ code: 'FORBIDDEN', message: 'The user who asked for this may not add to the library any more.' },
    });
    expect(importing.asked('/demoted.jpg')).toBe(1);
  });

  it('for now is tried again, and succeeds', async () => {
    const bytes = await picture('#0f0f0f');
    const answers = [500, 429, 200];
    const source = importing.serve('/later.jpg', (_, response) => {
      const status = answers.shift() ?? 404;
      response.writeHead(status).end(status === 200 ? bytes : '');
    });
    const { id } = await importing.requestOne({ source });
    await importing.untilTried(id, 1);
    await importing.untilTried(id, 2);
    expect(await importing.ended(id)).toMatchObject({
      status: 'COMPLETED',
      media: { filename: 'later.jpg' },
    });
    expect(await importing.row(id)).toMatchObject({ attempts: 3 });
    expect(importing.asked('/later.jpg')).toBe(3);
  });

  it('four times has failed, for the reason of the last', async () => {
    const source = importing.serve('/never.jpg', (request, response) => {
      if (importing.asked('/never.jpg') < 4) request.socket.destroy();
      else response.writeHead(502).end();
    });
    const { id } = await importing.requestOne({ source });
    for (const attempts of [1, 2, 3]) await importing.untilTried(id, attempts);
    expect((await importing.ended(id)).error).toEqual({
      ...{ code: 'FETCH_FAILED', message: 'The server answered 502.' },
    });
    expect(await importing.row(id)).toMatchObject({ attempts: 4, due_at: null });
    expect(importing.asked('/never.jpg')).toBe(4);
    const before = await rowsOf(importing.app.db, importing.workspaceId);
    await importing.retry(id);
    await eventually(async () => {
      const { import: depth } = await importing.app.platform.queues.depths();
      expect(depth).toMatchObject({ waiting: 0, active: 0 });
    });
    expect(await rowsOf(importing.app.db, importing.workspaceId)).toEqual(before);
  });
});
