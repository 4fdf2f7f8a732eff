import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../support/eventually';
import { urlsOf, withClient } from '../support/cluster';
import { Fleet, opening } from './fleet';
import { DONE } from './running-process';

const WAITING = `
  SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'`;

describe('processes that start together on an empty database', () => {
  let fleet: Fleet;

  beforeEach(async () => {
    fleet = await Fleet.createEmpty();
  });
  afterEach(() => fleet.close());

  it.each([2, 6])('migrate once, and all %d of them serve', async (count) => {
    const all = await inStep(count, () => {
      const apis = Array.from({ length: count / 2 }, () => fleet.start('src/main'));
      const workers = Array.from({ length: count / 2 }, () => fleet.start('workers/main'));
      return { apis, workers };
    });
    const urls = await Promise.all(all.apis.map(opening));
    await Promise.all(all.workers.map((worker) => worker.says('working')));

    const processes = [...all.apis, ...all.workers];
    const migrated = processes.filter(({ output }) => output.includes('the database was brought up to date'));
    expect(migrated).toHaveLength(1);
    const rows = await fleet.db.query<{ name: string }>('SELECT name FROM migrations ORDER BY id');
    expect(rows.map(({ name }) => name)).toEqual(await migrationNames());
    for (const url of urls) expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    const endings = await Promise.all(processes.map((process) => process.terminate()));
    expect(endings).toEqual(processes.map(() => DONE));
  });

  /** Has the first question of each of `count` processes wait, and answers all of them at the same moment. */
  async function inStep<T>(count: number, start: () => T): Promise<T> {
    const database = new URL(fleet.db.adminUrl).pathname.slice(1);
    return withClient(fleet.db.adminUrl, async (gate) => {
      // Nobody calls a function without this table.
      await gate.query('BEGIN; LOCK TABLE pg_proc IN ACCESS EXCLUSIVE MODE');
      const started = start();
      await withClient(urlsOf(fleet.db, 'postgres').adminUrl, async (watch) => {
        await eventually(async () => {
          expect((await watch.query(WAITING, [database])).rows).toEqual([{ count }]);
        });
      });
      await gate.query('COMMIT');
      return started;
    });
  }
});

/** As the database remembers them: `accounts-1763683201000` for `1763683201000-accounts.up.sql`. */
async function migrationNames(): Promise<string[]> {
  const files = (await readdir(join(__dirname, '..', '..', 'migrations'))).sort();
  return files.flatMap((file) => {
    const [, timestamp = '', name = ''] = /^(\d+)-(.+)\.up\.sql$/.exec(file) ?? [];
    return timestamp ? [`${name}-${timestamp}`] : [];
  });
}
