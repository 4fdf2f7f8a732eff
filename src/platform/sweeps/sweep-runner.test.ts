import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../../test/support/eventually';
import { sweepContext } from '../../../test/support/findings-of';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { claimSweep, makeSweepsKnown } from './lease-sweep';
import { runSweep } from './run-sweep';
import { type Sweep, type SweepContext } from './sweep';
import { SweepRunner } from './sweep-runner';

let db: TestDatabase;
let runners: SweepRunner[] = [];

beforeEach(async () => {
  db = await createTestDatabase();
});
afterEach(async () => {
  await Promise.all(runners.map((runner) => runner.close()));
  runners = [];
  await db.close();
});

function start(...sweeps: Sweep[]): SweepRunner {
  const runner = new SweepRunner(sweepContext(db), sweeps);
  runners.push(runner);
  return runner;
}

/** A sweep that notes its runs, and finds as much each time. */
function noting(name: string, findings = 0, everySeconds = 3_600) {
  const runs: SweepContext[] = [];
  const sweep: Sweep = {
    name,
    purpose: 'For tests',
    everySeconds,
    async *run(context) {
      runs.push(context);
      await sleep(20);
      for (let found = 0; found < findings; found += 1) yield { workspaceId: null, what: `${found}` };
    },
  };
  return { runs, sweep };
}

const STATES = `
  SELECT name, lease_id IS NULL AND leased_until IS NULL AS free, due_at > now() AS later,
         last_started_at IS NOT NULL AS started, last_ended_at IS NOT NULL AS ended, last_findings::int AS findings,
         last_error AS error, total_findings::int AS "allFindings", total_failures::int AS failures
  FROM sweep ORDER BY name`;
const ENDED = { free: true, later: true, started: true, ended: true, error: null, failures: 0 };

const untilStatesAre = (...states: object[]) =>
  eventually(async () => {
    expect(await db.query(STATES)).toEqual(states);
  });
const letTimePass = () =>
  db.query(
    `UPDATE sweep SET due_at = due_at - interval '2 hours', leased_until = leased_until - interval '1 hour'`,
  );

it('runs each sweep once when it is due, however many runners there are', async () => {
  const [a, b] = [noting('a', 2), noting('b')];
  for (let runner = 0; runner < 6; runner += 1) start(a.sweep, b.sweep);
  const once = [
    { name: 'a', ...ENDED, findings: 2, allFindings: 2 },
    { name: 'b', ...ENDED, findings: 0, allFindings: 0 },
  ];
  await untilStatesAre(...once);
  expect([a.runs.length, b.runs.length]).toEqual([1, 1]);

  await letTimePass();
  await untilStatesAre({ ...once[0], allFindings: 4 }, once[1] ?? {});
  await eventually(() => {
    expect([a.runs.length, b.runs.length]).toEqual([2, 2]);
    return Promise.resolve();
  });
  expect(a.runs.every(({ dryRun }) => !dryRun)).toBe(true);
});

it('goes by the clock of the database across restarts', async () => {
  const { runs, sweep } = noting('a');
  const first = start(sweep);
  await untilStatesAre({ name: 'a', ...ENDED, findings: 0, allFindings: 0 });
  await first.close();
  const next = noting('b');
  start(sweep, next.sweep);
  await eventually(() => {
    expect(next.runs).toHaveLength(1);
    return Promise.resolve();
  });
  expect(runs).toHaveLength(1);
});

it('notes what a sweep threw, keeps no other waiting, and tries it again soon', async () => {
  const other = noting('other');
  let runs = 0;
  const broken: Sweep = {
    name: 'broken',
    purpose: 'For tests',
    everySeconds: 86_400,
    async *run() {
      runs += 1;
      yield await Promise.resolve({ workspaceId: null, what: 'the first' });
      throw new TypeError('not today');
    },
  };
  start(broken, other.sweep);
  await untilStatesAre(
    { name: 'broken', ...ENDED, findings: 1, allFindings: 1, error: 'TypeError: not today', failures: 1 },
    { name: 'other', ...ENDED, findings: 0, allFindings: 0 },
  );
  const soon = `SELECT name FROM sweep WHERE due_at < now() + interval '10 minutes'`;
  expect(await db.query(soon)).toEqual([{ name: 'broken' }]);
  await letTimePass();
  await eventually(() => {
    expect(runs).toBe(2);
    return Promise.resolve();
  });
});

it('has the sweep under way end early when it is closed, and due at once for another', async () => {
  const endless: Sweep = {
    name: 'endless',
    purpose: 'For tests',
    everySeconds: 3_600,
    async *run({ signal }) {
      for (let found = 0; !signal.aborted; found += 1) {
        yield { workspaceId: null, what: `${found}` };
        await sleep(10_000, undefined, { signal }).catch(() => undefined);
      }
    },
  };
  const first = start(endless);
  await eventually(async () => {
    expect(await db.query(STATES)).toMatchObject([{ name: 'endless', free: false, started: true }]);
  });
  await first.close();
  const given = { name: 'endless', free: true, later: false, started: true, ended: false, findings: null };
  await untilStatesAre({ ...given, error: null, allFindings: 1, failures: 0 });
});

it('takes over the sweep of a process that died, once its lease has run out', async () => {
  const { runs, sweep } = noting('a');
  await makeSweepsKnown(db.database, ['a']);
  const dead = await claimSweep(db.database, 'a');
  expect(dead).not.toBeNull();
  expect(await claimSweep(db.database, 'a')).toBeNull();
  const witness = noting('b');
  start(sweep, witness.sweep);
  await eventually(() => {
    expect(witness.runs).toHaveLength(1);
    return Promise.resolve();
  });
  expect(runs).toHaveLength(0);
  await letTimePass();
  await eventually(() => {
    expect(runs).toHaveLength(1);
    return Promise.resolve();
  });
});

it('writes nothing for a run whose lease is another’s by now', async () => {
  const { sweep } = noting('a', 3);
  await makeSweepsKnown(db.database, ['a']);
  const lost = await claimSweep(db.database, 'a');
  await letTimePass();
  const held = await claimSweep(db.database, 'a');
  if (!lost || !held) throw new Error('Both were claimed.');
  const before = await db.query('SELECT * FROM sweep');
  expect(await runSweep(sweepContext(db), sweep, lost)).toEqual({
    findings: 3,
    error: null,
    interrupted: false,
  });
  expect(await db.query('SELECT * FROM sweep')).toEqual(before);
});

it('goes on where the database was away for a while', async () => {
  const { runs, sweep } = noting('a');
  await db.query('ALTER TABLE sweep RENAME TO sweep_away');
  start(sweep);
  await sleep(200);
  expect(runs).toHaveLength(0);
  await db.query('ALTER TABLE sweep_away RENAME TO sweep');
  await eventually(() => {
    expect(runs).toHaveLength(1);
    return Promise.resolve();
  });
});

it('refuses two sweeps of one name', () => {
  expect(() => new SweepRunner(sweepContext(db), [noting('a').sweep, noting('a').sweep])).toThrow(
    'Two sweeps share a name.',
  );
});
