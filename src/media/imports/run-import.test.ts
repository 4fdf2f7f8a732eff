import { rm, writeFile } from 'node:fs/promises';
import { type RequestListener, type ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import { v7 as uuid } from 'uuid';
import { eventually } from '../../../test/support/eventually';
import { givenImport } from '../../../test/support/given-imports';
import { OutboundClient, type OutboundLimits } from '../../platform/outbound/outbound-client';
import { startServer, type TestServer } from '../../platform/outbound/server.fixture';
import { type Origin } from '../../platform/unit-of-work/transaction';
import { createTestLibrary, mediaOf, someJpeg, type TestLibrary } from '../intake/upload-media.fixture';
import { runImport } from './run-import';

describe('a try to import', () => {
  let library: TestLibrary;
  let server: TestServer;
  let answer: RequestListener;
  let origin: Origin;
  const open: ServerResponse[] = [];

  beforeAll(async () => {
    library = await createTestLibrary();
    // Makes the folder of temporary files, so that it can be looked into before there was one.
    await library.storage.temporaryPath();
    server = await startServer((request, response) => answer(request, response));
  });
  afterAll(async () => {
    await server.close();
    await library.close();
  });
  beforeEach(async () => {
    origin = await library.workspace();
    open.length = 0;
  });
  afterEach(async () => {
    expect(await library.temporaryFiles()).toEqual([]);
  });

  const given = (columns: Readonly<Record<string, unknown>> = {}) => {
    const { actor, workspaceId } = origin;
    if (actor.kind !== 'user') throw new Error('Users ask for imports.');
    return givenImport(library.db, workspaceId, actor.id, { source: `${server.url}/x.jpg`, ...columns });
  };
  const run = (
    importId: string,
    limits: Partial<OutboundLimits> = {},
    workspaceId = origin.workspaceId,
  ): Promise<void> => {
    const outbound = new OutboundClient({ ownNetworks: ['127.0.0.1/32'], limits });
    const deps = { ...library.deps, outbound, onProgress: () => undefined };
    return runImport(deps, workspaceId, importId, new AbortController().signal);
  };
  const rowOf = async (id: string) => {
    const [row] = await library.db.query<Record<string, unknown> & { leased_until: Date }>(
      'SELECT * FROM media_import WHERE id = $1',
      id,
    );
    if (!row) throw new Error('There is no such import.');
    return row;
  };
  /** Answers with a part of the file, and leaves the rest to the test. */
  const half =
    (headers: Readonly<Record<string, number>> = {}): RequestListener =>
    (_, response) => {
      open.push(response);
      response.writeHead(200, headers).write(someJpeg());
    };
  const untilOpen = () =>
    eventually(async () => {
      expect(open).toHaveLength(1);
      expect(await library.temporaryFiles()).toHaveLength(1);
    });
  const nothingTaken = async () => {
    expect(await mediaOf(library, origin)).toEqual([]);
    expect(await library.keys(origin)).toEqual([]);
  };

  /** As if this worker had been thought dead, and another had begun. */
  async function giveToAnother(id: string) {
    await library.db.query(
      `UPDATE media_import SET lease_id = $2, attempts = attempts + 1, leased_until = now() + interval '1 minute'
       WHERE id = $1`,
      id,
      uuid(),
    );
    return rowOf(id);
  }

  it('takes nothing in where its lease was lost before the end', async () => {
    answer = half();
    const id = await given();
    const running = run(id);
    await untilOpen();
    const others = await giveToAnother(id);
    open[0]?.end();
    await running;
    expect(await rowOf(id)).toEqual(others);
    await nothingTaken();
  });

  it('stops fetching once it finds that its lease was lost', async () => {
    answer = half({ 'content-length': 20_000 });
    const id = await given();
    const running = run(id);
    await untilOpen();
    const others = await giveToAnother(id);
    const [response] = open;
    await running;
    expect(response?.closed).toBe(true);
    expect(await rowOf(id)).toEqual(others);
    await nothingTaken();
  });

  it('keeps its lease for as long as it works, even where no byte comes', async () => {
    answer = half();
    const id = await given();
    const running = run(id);
    await untilOpen();
    const { leased_until: first, lease_id } = await rowOf(id);
    await eventually(async () => {
      const { leased_until: now } = await rowOf(id);
      expect(now.getTime()).toBeGreaterThan(first.getTime());
    });
    expect(await rowOf(id)).toMatchObject({ status: 'RUNNING', progress: 0, lease_id });
    open[0]?.end();
    await running;
    expect(await rowOf(id)).toMatchObject({ status: 'COMPLETED', progress: 1, lease_id: null });
  });

  it('is made by one of several that begin at once', async () => {
    answer = (_, response) => void response.end(someJpeg());
    const before = server.requests.length;
    const id = await given();
    await Promise.all(Array.from({ length: 6 }, () => run(id)));
    expect(server.requests).toHaveLength(before + 1);
    expect(await mediaOf(library, origin)).toHaveLength(1);
    expect(await rowOf(id)).toMatchObject({ status: 'COMPLETED', attempts: 1 });
  });

  it('is not made of what another workspace asked for', async () => {
    const id = await given();
    const before = await rowOf(id);
    const { workspaceId } = await library.workspace();
    await run(id, {}, workspaceId);
    expect(await rowOf(id)).toEqual(before);
  });

  it.each([
    [{ paceMs: 50 }, 'The server sent the file too slowly.'],
    [{ totalMs: 300 }, 'The server took too long.'],
  ])(
    'is given up under %j, for another that may be faster; the last of them has failed',
    async (limits, message) => {
      answer = half({ 'content-length': 1_000_000 });
      const id = await given();
      await run(id, limits);
      const pending = { status: 'PENDING', attempts: 1, progress: 0, lease_id: null, leased_until: null };
      expect(await rowOf(id)).toMatchObject({ ...pending, error_code: null });
      await library.db.query('UPDATE media_import SET attempts = 3, due_at = now() WHERE id = $1', id);
      await run(id, limits);
      expect(await rowOf(id)).toMatchObject({
        ...{ status: 'FAILED', attempts: 4, due_at: null },
        ...{ error_code: 'FETCH_FAILED', error_message: message },
      });
      await nothingTaken();
    },
  );

  it('that our own disk fails is repeated, and its end says nothing of the disk', async () => {
    answer = (_, response) => void response.end(someJpeg());
    const id = await given();
    const folder = dirname(await library.storage.temporaryPath());
    await rm(folder, { recursive: true });
    await writeFile(folder, 'in the way');
    try {
      await run(id);
      expect(await rowOf(id)).toMatchObject({ status: 'PENDING', attempts: 1, error_code: null });
      await library.db.query('UPDATE media_import SET attempts = 3, due_at = now() WHERE id = $1', id);
      await run(id);
    } finally {
      await rm(folder);
      await library.storage.temporaryPath();
    }
    expect(await rowOf(id)).toMatchObject({
      ...{ status: 'FAILED', error_code: 'FETCH_FAILED' },
      error_message: 'This could not be imported, although it was tried several times.',
    });
    await nothingTaken();
  });
});
