import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { fleetSweeps } from '../../src/sweeps';
import { onRedis, startRedis } from '../../src/platform/queue/backends.fixture';
import { eventually } from '../support/eventually';
import { Fleet } from './fleet';
import { DONE, KILLED, type RunningProcess } from './running-process';

/** Those that run so seldom that they run once while a test looks. */
const SELDOM = fleetSweeps()
  .filter(({ everySeconds }) => everySeconds >= 300)
  .map(({ name }) => name)
  .sort();

const STATES = `
  SELECT name, last_ended_at IS NOT NULL AND lease_id IS NULL AS ended, last_error AS error,
         total_findings::int AS findings, total_failures::int AS failures
  FROM sweep WHERE name = ANY ($1) ORDER BY name COLLATE "C"`;

let fleet: Fleet;
let workspaceId: string;

afterEach(() => fleet.close());

async function open(env: Record<string, string> = {}): Promise<void> {
  fleet = await Fleet.create(env);
  workspaceId = (await fleet.db.query<{ id: string }>('SELECT id FROM workspace'))[0]?.id ?? '';
}

/** Files that no row names, days old, and as many temporary ones. */
async function givenStray(count: number): Promise<void> {
  const storage = join(fleet.dataDir, 'storage');
  for (let file = 0; file < count; file += 1) {
    const key = `tenants/${workspaceId}/image/ab/${'ab'.repeat(32)}/${uuid()}/original/original.jpg`;
    for (const path of [join(storage, 'objects', key), join(storage, 'tmp', uuid())]) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, 'left over');
    }
  }
  await fleet.letTimePass();
}

const untilEnded = (findings: Record<string, number>, names = SELDOM) =>
  eventually(async () => {
    expect(await fleet.db.query(STATES, names)).toEqual(
      names.map((name) => ({ name, ended: true, error: null, findings: findings[name] ?? 0, failures: 0 })),
    );
  });

/** How often each sweep ended in a process, by its log. */
function endings({ output }: RunningProcess): string[] {
  return output
    .split('\n')
    .filter((line) => line.includes('"a sweep ended"'))
    .map((line) => (JSON.parse(line) as { sweep: string }).sweep)
    .filter((name) => SELDOM.includes(name));
}

it('are run once by two housekeeping processes, and once more when they are due again', async () => {
  await open({ LOG_LEVEL: 'debug' });
  const processes = await Promise.all([fleet.startWorker('housekeeping'), fleet.startWorker('housekeeping')]);
  await untilEnded({});
  await givenStray(12);
  await untilEnded({ 'stray-bytes': 12, 'temporary-files': 12 });
  expect(await fleet.storedFiles()).toEqual([]);
  expect(await fleet.temporaryFiles()).toEqual([]);
  expect(await Promise.all(processes.map((process) => process.terminate()))).toEqual([DONE, DONE]);
  expect(processes.flatMap(endings).sort()).toEqual([...SELDOM, ...SELDOM].sort());
});

it.each([
  { place: 'sweep:leased', left: 6 },
  { place: 'sweep:stray-bytes', left: 0 },
])('whose process is killed at $place are taken over', async ({ place, left }) => {
  await open();
  // A first start marks the storage.
  expect(await (await fleet.startWorker('relay')).terminate()).toEqual(DONE);
  await givenStray(6);
  const doomed = await fleet.startWorker('housekeeping', { FAILPOINTS: place });
  expect(await doomed.ended).toEqual(KILLED);
  expect(await fleet.storedFiles()).toHaveLength(left);
  const heir = await fleet.startWorker('housekeeping');
  await fleet.letTimePass();
  await eventually(async () => {
    expect(await fleet.storedFiles()).toEqual([]);
    expect(await fleet.temporaryFiles()).toEqual([]);
  });
  expect(await heir.terminate()).toEqual(DONE);
});

onRedis(() => {
  it('are run while Redis is away, and after it lost everything', async () => {
    const redis = await startRedis();
    try {
      await open({ REDIS_URL: redis.backend.url });
      const housekeeping = await fleet.startWorker('housekeeping');
      await untilEnded({});
      await redis.goAway();
      await givenStray(3);
      await untilEnded({ 'stray-bytes': 3, 'temporary-files': 3 });
      await redis.comeBack();
      await givenStray(2);
      await untilEnded({ 'stray-bytes': 5, 'temporary-files': 5 });
      expect(await housekeeping.terminate()).toEqual(DONE);
    } finally {
      await redis.stop();
    }
  });
});

it('do not touch the storage of another installation: no process starts on it', async () => {
  await open();
  expect(await (await fleet.startWorker('relay')).terminate()).toEqual(DONE);
  await givenStray(1);
  await fleet.db.query('UPDATE installation SET id = $1', uuid());
  for (const program of ['src/main', 'workers/main'] as const) {
    const refused = fleet.start(program, { WORKERS: 'housekeeping' });
    expect(await refused.ended).toEqual({ code: 1, signal: null });
    expect(refused.stderr).toMatch(
      /^The configuration is not usable:\n {2}- DATABASE_URL, STORAGE_BACKEND: The storage belongs to the files of another database\. .*\n$/,
    );
  }
  expect(await fleet.storedFiles()).toHaveLength(1);
});
