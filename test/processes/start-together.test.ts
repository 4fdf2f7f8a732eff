import { join } from 'node:path';
import { readdir } from 'node:fs/promises';
import { Fleet, opening } from './fleet';
import { DONE, type RunningProcess } from './running-process';

describe('processes that start together on an empty database', () => {
  let fleet: Fleet;

  beforeEach(async () => {
    fleet = await Fleet.createEmpty();
  });
  afterEach(() => fleet.close());

  it.each([2, 6])('migrate once, and all %d of them serve', async (count) => {
    const apis = Array.from({ length: count / 2 }, () => fleet.start('src/main'));
    const workers = Array.from({ length: count / 2 }, () => fleet.start('workers/main'));
    const urls = await Promise.all(apis.map(opening));
    await Promise.all(workers.map((worker) => worker.says('working')));

    const all: RunningProcess[] = [...apis, ...workers];
    const migrated = all.filter(({ output }) => output.includes('the database was brought up to date'));
    expect(migrated).toHaveLength(1);
    const rows = await fleet.db.query<{ name: string }>('SELECT name FROM migrations ORDER BY id');
    expect(rows.map(({ name }) => name)).toEqual(await migrationNames());
    for (const url of urls) expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    expect(await Promise.all(all.map((process) => process.terminate()))).toEqual(all.map(() => DONE));
  });
});

/** As the database remembers them: `accounts-1763683201000` for `1763683201000-accounts.up.sql`. */
async function migrationNames(): Promise<string[]> {
  const files = (await readdir(join(__dirname, '..', '..', 'migrations'))).sort();
  return files.flatMap((file) => {
    const [, timestamp = '', name = ''] = /^(\d+)-(.+)\.up\.sql$/.exec(file) ?? [];
    return timestamp ? [`${name}-${timestamp}`] : [];
  });
}
