import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { onEveryBackend, type TestBackend } from './backends.fixture';
import { type AddOptions, JobQueues, type SettingsByQueue } from './job-queues';
import { type Job, type JobHandler } from './job-worker';
import { PermanentJobError } from './permanent-job-error';

const log = pino({ level: 'silent' });
const WORKSPACE = '0190a000-0000-7000-8000-000000000001';

onEveryBackend((start) => {
  let server: TestBackend;
  const opened: JobQueues[] = [];
  let queue = '';

  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    queue = `queue-${randomUUID()}`;
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((queues) => queues.close()));
  });

  function open(settings?: SettingsByQueue['all']): JobQueues {
    const queues = new JobQueues(server.backend, log, settings ? { all: settings } : {});
    opened.push(queues);
    return queues;
  }

  function add(queues: JobQueues, jobId: string, options: Partial<AddOptions> = {}): Promise<void> {
    return queues.add(queue, 'paint', { workspaceId: WORKSPACE, number: 7 }, { jobId, ...options });
  }

  /** Works with a handler, and resolves with the jobs it was given once there have been `count`. */
  function collect(queues: JobQueues, count: number, handler: JobHandler = () => Promise.resolve()) {
    const jobs: Job[] = [];
    let finish: (jobs: Job[]) => void;
    const collected = new Promise<Job[]>((resolve) => (finish = resolve));
    queues.work(
      queue,
      async (job) => {
        jobs.push(job);
        if (jobs.length === count) finish(jobs);
        await handler(job);
      },
      { concurrency: 1 },
    );
    return collected;
  }

  async function depth(queues: JobQueues) {
    return (await queues.depths())[queue];
  }

  async function until(holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds())) await sleep(20);
  }

  test('a job reaches its handler with its name, payload and first attempt', async () => {
    const queues = open();
    await add(queues, 'a-1');
    const [job] = await collect(queues, 1);
    expect(job).toMatchObject({
      id: 'a-1',
      name: 'paint',
      payload: { workspaceId: WORKSPACE, number: 7 },
      attempt: 1,
      lastAttempt: false,
    });
    expect(job?.signal.aborted).toBe(false);
  });

  test('one id is one job, added at once by many, while it runs, and after it is done', async () => {
    const [first, second] = [open(), open()];
    await Promise.all([first, second, first, second].map((queues) => add(queues, 'same')));
    expect(await depth(first)).toEqual({ waiting: 1, active: 0, delayed: 0, failed: 0 });
    const jobs = collect(first, 2, ({ id }) => (id === 'same' ? add(second, 'same') : Promise.resolve()));
    await until(async () => (await depth(second))?.waiting === 0 && (await depth(second))?.active === 0);
    await add(second, 'same');
    await add(second, 'other');
    expect((await jobs).map(({ id }) => id)).toEqual(['same', 'other']);
  });

  test('a failing job is tried as often as it may be, and then has failed', async () => {
    const queues = open({ attempts: 3, backoffMs: 10 });
    await add(queues, 'broken');
    const jobs = await collect(queues, 3, () => Promise.reject(new Error('no')));
    await until(async () => (await depth(queues))?.failed === 1);
    expect(jobs.map(({ attempt, lastAttempt }) => [attempt, lastAttempt])).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
    expect(await depth(queues)).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 1 });
  });

  test('a failed job waits before its next try', async () => {
    const queues = open({ backoffMs: 3_600_000 });
    await add(queues, 'broken');
    const jobs = await collect(queues, 1, () => Promise.reject(new Error('no')));
    await until(async () => (await depth(queues))?.active === 0);
    expect(await depth(queues)).toEqual({ waiting: 0, active: 0, delayed: 1, failed: 0 });
    expect(jobs).toHaveLength(1);
  });

  test('a job that fails with PermanentJobError is not tried again', async () => {
    const queues = open({ backoffMs: 10 });
    await add(queues, 'hopeless');
    const jobs = await collect(queues, 1, () => Promise.reject(new PermanentJobError('not a picture')));
    await until(async () => (await depth(queues))?.active === 0);
    expect(await depth(queues)).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 1 });
    expect(jobs).toHaveLength(1);
  });

  test('a handler that rejects with something else than an error fails its job like any other', async () => {
    const queues = open({ attempts: 1 });
    await add(queues, 'odd');
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- some libraries do
    await collect(queues, 1, () => Promise.reject());
    await until(async () => (await depth(queues))?.failed === 1);
  });

  test('a worker runs as many jobs at once as it was told, and no more', async () => {
    const queues = open();
    for (let number = 0; number < 9; number += 1) await add(queues, `c-${number}`);
    let running = 0;
    let peak = 0;
    let handled = 0;
    let release: () => void;
    const released = new Promise<void>((resolve) => (release = resolve));
    queues.work(
      queue,
      async () => {
        running += 1;
        peak = Math.max(peak, running);
        if (running === 3) setTimeout(release, 200);
        await released;
        running -= 1;
        handled += 1;
      },
      { concurrency: 3 },
    );
    await until(() => Promise.resolve(handled === 9));
    expect(peak).toBe(3);
  });

  test('jobs are taken in the order they came, the urgent first among those with a priority', async () => {
    const queues = open();
    await add(queues, 'p-low', { priority: 10 });
    await add(queues, 'p-high', { priority: 1 });
    await add(queues, 'none-1');
    await add(queues, 'none-2');
    const jobs = await collect(queues, 4);
    expect(jobs.map(({ id }) => id)).toEqual(['none-1', 'none-2', 'p-high', 'p-low']);
  });

  test('a delayed job waits out its delay', async () => {
    const queues = open();
    await add(queues, 'late', { delayMs: 500 });
    await add(queues, 'never', { delayMs: 3_600_000 });
    expect(await depth(queues)).toEqual({ waiting: 0, active: 0, delayed: 2, failed: 0 });
    await add(queues, 'now');
    const jobs = await collect(queues, 2);
    expect(jobs.map(({ id }) => id)).toEqual(['now', 'late']);
    expect((await depth(queues))?.delayed).toBe(1);
  });

  test('closing waits for the job that runs, which then is done', async () => {
    const queues = open();
    let release: () => void = () => undefined;
    const started = collect(queues, 1, () => new Promise((resolve) => (release = resolve)));
    await add(queues, 'slow');
    await started;
    let closed = false;
    const closing = queues.close().then(() => (closed = true));
    await sleep(300);
    expect(closed).toBe(false);
    release();
    await closing;

    const later = open();
    await add(later, 'slow');
    expect(await depth(later)).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 0 });
  });

  test('a job that outlasts the grace of closing is told to stop and given to another worker', async () => {
    const queues = open({ closeGraceMs: 200, lockMs: 600_000 });
    const started = collect(queues, 1, () => new Promise(() => undefined));
    await add(queues, 'endless');
    const [stopped] = await started;
    const takenOver = collect(open(), 1);
    await queues.close();
    const [job] = await takenOver;
    expect(stopped?.signal.aborted).toBe(true);
    expect([job?.id, job?.attempt]).toEqual(['endless', 1]);
  });

  test('a scheduled job runs once a turn, however many processes schedule it', async () => {
    const everyMs = 300;
    const all = Array.from({ length: 4 }, () => open());
    for (const queues of all) queues.schedule(queue, 'sweep', everyMs);
    for (const queues of all) queues.schedule(queue, 'sweep', everyMs);
    const ids: string[] = [];
    for (const queues of all) {
      queues.work(
        queue,
        ({ id, name }) => {
          expect(name).toBe('sweep');
          ids.push(id);
          return Promise.resolve();
        },
        { concurrency: 2 },
      );
    }
    await until(() => Promise.resolve(ids.length >= 6));
    const turns = ids.map((id) => Number(id.split(':').at(-1)));
    const first = turns[0] ?? 0;
    expect(turns.slice(1, 6).map((turn, index) => turn - (turns[index] ?? first))).toEqual([
      everyMs,
      everyMs,
      everyMs,
      everyMs,
      everyMs,
    ]);
  });

  test('processes that schedule in the same moment add one job for each name', async () => {
    const all = Array.from({ length: 4 }, () => open());
    // Connected beforehand, so that they keep step.
    await Promise.all(all.map((queues) => add(queues, 'another', { delayMs: 3_600_000 })));
    for (let number = 0; number < 30; number += 1) {
      for (const queues of all) queues.schedule(queue, `sweep-${number}`, 3_600_000);
    }
    const [first] = all as [JobQueues];
    await until(async () => ((await depth(first))?.waiting ?? 0) >= 30);
    await sleep(500);
    expect(await depth(first)).toEqual({ waiting: 30, active: 0, delayed: 1, failed: 0 });
  });

  test('a schedule that the backend lost is set anew', async () => {
    const queues = open();
    queues.schedule(queue, 'sweep', 300);
    let runs = 0;
    queues.work(queue, () => Promise.resolve(void (runs += 1)), { concurrency: 1 });
    await until(() => Promise.resolve(runs > 0));
    await server.empty();
    const before = runs;
    await until(() => Promise.resolve(runs > before + 1));
  });

  test('a handler whose lock is lost is told to stop', async () => {
    const queues = open({ lockMs: 1_000, closeGraceMs: 0 });
    const started = collect(queues, 1, ({ signal }) => once(signal, 'abort').then(() => undefined));
    await add(queues, 'lost');
    const [job] = await started;
    expect(job?.signal.aborted).toBe(false);
    await server.empty();
    await until(() => Promise.resolve(job?.signal.aborted === true));
    expect(job?.signal.reason).toEqual(new Error('the lock was lost'));
  });

  test.each(['', '12', '-3', 'a:b', 'a:b:c'])(
    'the job id %j is refused and nothing is added',
    async (jobId) => {
      const queues = open();
      await expect(add(queues, jobId)).rejects.toThrow(TypeError);
      await add(queues, 'good');
      expect((await depth(queues))?.waiting).toBe(1);
    },
  );

  test('a payload that is more than ids is refused', async () => {
    const queues = open();
    const payload = { workspaceId: WORKSPACE, essay: 'x'.repeat(5_000) };
    await expect(queues.add(queue, 'paint', payload, { jobId: 'big' })).rejects.toThrow('exceeds the limit');
    expect((await depth(queues))?.waiting).toBe(0);
  });

  test('closed queues refuse everything', async () => {
    const queues = open();
    await queues.close();
    await expect(add(queues, 'late')).rejects.toThrow('The queues are closed.');
    await expect(queues.ready()).rejects.toThrow('The queues are closed.');
    expect(() => collect(queues, 1)).toThrow('The queues are closed.');
  });
});
