import { stat } from 'node:fs/promises';
import { type ServerResponse } from 'node:http';
import { startServer, type TestServer } from '../../src/platform/outbound/server.fixture';
import { eventually } from '../support/eventually';
import { type TestClient } from '../support/test-client';
import { Fleet } from './fleet';
import { heavyPicture, picture } from './pictures';
import { DONE, KILLED } from './running-process';

const IMPORT = `mutation ($media: [MediaImportInput!]!) {
  mediaImport(media: $media) { imports { id } userErrors { code } } }`;

/** All counts exact: of the library, of the log, and of what is charged to the user who asked. */
const STATE = `
  SELECT i.status, i.attempts, i.deduplicated, i.lease_id IS NOT NULL AS leased, i.media_id = m.id AS "isMedia",
    (SELECT count(*)::int FROM media) AS media, (SELECT count(*)::int FROM content) AS contents,
    (SELECT array_agg(action ORDER BY id) FROM audit_log WHERE subject_id IN (i.id, m.id)) AS actions,
    (SELECT used_bytes::int FROM storage_tally WHERE owner_id = i.requested_by) AS charged
  FROM media_import i LEFT JOIN media m ON m.filename = 'picture.jpg'`;

describe('an import whose worker ends before it does', () => {
  let fleet: Fleet;
  let staff: TestClient;
  let server: TestServer;
  let bytes: Buffer;
  /** Set: answers have a half of the bytes, and wait for it to end them. */
  let halves: ServerResponse[] | null;

  beforeAll(async () => {
    fleet = await Fleet.create({ IMPORT_ALLOWED_NETWORKS: '127.0.0.1/32' });
    staff = await (await fleet.startApi()).staff();
    server = await startServer((_, response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      if (!halves) return void response.end(bytes);
      response.write(bytes.subarray(0, bytes.length / 2));
      halves.push(response);
    });
  });
  afterAll(async () => {
    await server.close();
    await fleet.close();
  });
  beforeEach(() => (halves = null));
  afterEach(async () => {
    await fleet.emptyLibrary();
    await fleet.db.query('TRUNCATE storage_tally');
  });

  const state = async () => (await fleet.db.query(STATE))[0];
  const untouched = { media: 0, contents: 0, actions: ['mediaImport.request'], charged: null };
  const nothing = { deduplicated: null, isMedia: null, ...untouched };
  const running = { status: 'RUNNING', leased: true, ...nothing };
  const imported = () => ({
    ...{ status: 'COMPLETED', leased: false, deduplicated: false, isMedia: true, media: 1, contents: 1 },
    ...{ actions: ['mediaImport.request', 'media.upload', 'mediaImport.complete'], charged: bytes.length },
  });

  async function request(): Promise<void> {
    const media = [{ source: `${server.url}/picture.jpg` }];
    const { mediaImport } = await staff.data<{ mediaImport: { imports: object[] } }>(IMPORT, { media });
    expect(mediaImport).toMatchObject({ imports: [{}], userErrors: [] });
  }

  /** Waits until a worker has a part of the file on its disk. */
  async function untilHalfIsHere(): Promise<void> {
    await eventually(async () => {
      const [path = ''] = await fleet.temporaryFiles();
      expect((await stat(path)).size).toBeGreaterThan(0);
    });
  }

  /** Another worker, days later, brings it to its end: once, and nothing else is left on the disk. */
  async function untilImported(attempts: number): Promise<void> {
    await fleet.letTimePass();
    const heir = await fleet.startWorker('relay,import,image,housekeeping');
    await eventually(async () => expect(await state()).toEqual({ ...imported(), attempts }));
    await fleet.untilIdle();
    await fleet.untilFilesAre(7);
    expect(await heir.terminate()).toEqual(DONE);
    expect(await state()).toEqual({ ...imported(), attempts });
  }

  it.each([
    {
      ...{ place: 'unit-of-work:before-commit', temporary: 0, stored: 0, attempts: 1 },
      left: { ...nothing, status: 'PENDING', attempts: 0, leased: false },
    },
    { place: 'import:claimed', left: { ...running, attempts: 1 }, temporary: 0, stored: 0, attempts: 2 },
    { place: 'upload:received', left: { ...running, attempts: 1 }, temporary: 1, stored: 0, attempts: 2 },
    { place: 'upload:stored', left: { ...running, attempts: 1 }, temporary: 0, stored: 1, attempts: 2 },
  ])('killed at $place, is done once by the next', async ({ place, left, temporary, stored, attempts }) => {
    bytes = await picture(place);
    await request();
    const doomed = await fleet.startWorker('relay,import', { FAILPOINTS: place });
    expect(await doomed.ended).toEqual(KILLED);
    expect(await state()).toEqual(left);
    expect(await fleet.temporaryFiles()).toHaveLength(temporary);
    expect(await fleet.storedFiles()).toHaveLength(stored);
    await untilImported(attempts);
  });

  it('killed behind its commit, is done, and not done again', async () => {
    bytes = await picture('completed');
    await request();
    const doomed = await fleet.startWorker('relay,import', { FAILPOINTS: 'import:completed' });
    expect(await doomed.ended).toEqual(KILLED);
    expect(await state()).toEqual({ ...imported(), attempts: 1 });
    const before = server.requests.length;
    await untilImported(1);
    expect(server.requests).toHaveLength(before);
  });

  it('killed half-way through the bytes, is begun anew by the next', async () => {
    bytes = await heavyPicture('half');
    halves = [];
    await request();
    const doomed = await fleet.startWorker('relay,import');
    await untilHalfIsHere();
    expect(await doomed.kill()).toEqual(KILLED);
    expect(await state()).toEqual({ ...running, attempts: 1 });
    expect(await fleet.temporaryFiles()).toHaveLength(1);
    expect(await fleet.storedFiles()).toEqual([]);
    halves = null;
    await untilImported(2);
  });

  it('killed each time, is tried four times and then has failed', async () => {
    bytes = await picture('always');
    await request();
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      const doomed = await fleet.startWorker('relay,import,housekeeping', { FAILPOINTS: 'upload:received' });
      expect(await doomed.ended).toEqual(KILLED);
      expect(await state()).toEqual({ ...running, attempts: attempt });
      await fleet.letTimePass();
    }
    const heir = await fleet.startWorker('relay,import,housekeeping');
    const failed = { ...nothing, status: 'FAILED', attempts: 4, leased: false };
    const actions = ['mediaImport.request', 'mediaImport.fail'];
    await eventually(async () => expect(await state()).toEqual({ ...failed, actions }));
    await fleet.untilIdle();
    await fleet.untilFilesAre(0);
    expect(await heir.terminate()).toEqual(DONE);
  });

  it('told to and out of its grace, is given back, and that counts as no try', async () => {
    bytes = await heavyPicture('drained');
    halves = [];
    await request();
    const worker = await fleet.startWorker('relay,import', { DRAIN_SECONDS: '1' });
    await untilHalfIsHere();
    expect(await worker.terminate()).toEqual(DONE);
    expect(await state()).toEqual({ ...nothing, status: 'PENDING', attempts: 0, leased: false });
    await fleet.untilFilesAre(0);
    halves = null;
    await untilImported(1);
  });

  it('told to, is finished first where that can be', async () => {
    bytes = await heavyPicture('finished');
    halves = [];
    await request();
    const worker = await fleet.startWorker('relay,import');
    await untilHalfIsHere();
    worker.send('SIGTERM');
    await worker.says('stopping');
    for (const half of halves) half.end(bytes.subarray(bytes.length / 2));
    expect(await worker.ended).toEqual(DONE);
    expect(await state()).toEqual({ ...imported(), attempts: 1 });
    await fleet.untilFilesAre(1);
  });

  it('forgotten by a sweep that is killed, leaves the others to the next', async () => {
    bytes = await picture('forgotten');
    await Promise.all([request(), request(), request()]);
    await fleet.db.query(
      `UPDATE media_import SET status = 'FAILED', due_at = NULL, finished_at = now() - interval '31 days'`,
    );
    const left = async () => (await fleet.db.query('SELECT id FROM media_import')).length;
    const doomed = await fleet.sweep('finished-imports', { FAILPOINTS: 'sweep:finished-imports' });
    expect(await doomed.ended).toEqual(KILLED);
    expect(await left()).toBe(2);
    await fleet.letTimePass();
    expect(await (await fleet.sweep('finished-imports')).ended).toEqual(DONE);
    expect(await left()).toBe(0);
  });
});
