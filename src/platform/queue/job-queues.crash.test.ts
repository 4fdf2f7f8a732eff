import { randomUUID } from 'node:crypto';
import { Application } from './application.fixture';
import { onEveryBackend, type TestBackend } from './backends.fixture';

const applications: Application[] = [];

function launch(start: ConstructorParameters<typeof Application>[0]): Application {
  const application = new Application(start);
  applications.push(application);
  return application;
}

afterEach(async () => {
  await Promise.all(applications.splice(0).map((application) => application.kill()));
});

onEveryBackend((start) => {
  let server: TestBackend;
  let queue = '';

  beforeEach(async () => {
    server = await start();
    queue = `queue-${randomUUID()}`;
  });
  afterEach(() => server.stop());

  test('two processes that work on 200 jobs handle each exactly once', async () => {
    const { backend } = server;
    const [first, second] = [launch({ backend, queue }), launch({ backend, queue })];
    const ids = Array.from({ length: 200 }, (_, number) => `job-${number}`);
    const answers = await Promise.all(ids.map((id) => first.add(id)));
    expect(new Set(answers)).toEqual(new Set(['added']));
    const handled = () => [...first.jobs('done'), ...second.jobs('done')];
    await waitFor(() => handled().length >= 200);
    expect([await first.close(), await second.close()]).toEqual([0, 0]);
    expect(handled().sort()).toEqual([...ids].sort());
  });

  test('the job of a worker that is killed in the middle of it is taken up by another', async () => {
    const { backend } = server;
    const doomed = launch({ backend, queue, hangs: true });
    expect(await doomed.add('hang')).toBe('added');
    await doomed.until(() => doomed.jobs('started').length === 1);
    await doomed.kill();
    const heir = launch({ backend, queue });
    await heir.until(() => heir.jobs('done').length === 1);
    expect(heir.reports.filter(({ is }) => is === 'started')).toEqual([
      { is: 'started', jobId: 'hang', attempt: 1 },
    ]);
    expect(await heir.close()).toBe(0);
  });

  test('a process lives through a backend that goes away and comes back', async () => {
    const application = launch({ backend: server.backend, queue });
    expect(await application.add('before')).toBe('added');
    await application.until(() => application.jobs('done').length === 1);
    await server.goAway();
    expect(await application.add('during')).toBe('refused');
    await server.comeBack();
    expect(await application.add('after')).toBe('added');
    await application.until(() => application.jobs('done').includes('after'));
    expect(application.jobs('done').filter((id) => id !== 'during')).toEqual(['before', 'after']);
    expect(await application.close()).toBe(0);
  });

  test('a process lives through a backend that freezes, and refuses jobs in the meantime', async () => {
    const application = launch({ backend: server.backend, queue });
    expect(await application.add('before')).toBe('added');
    await application.until(() => application.jobs('done').length === 1);
    server.freeze();
    expect(await application.add('during')).toBe('refused');
    server.thaw();
    expect(await application.add('after')).toBe('added');
    await application.until(() => application.jobs('done').includes('after'));
    expect(await application.close()).toBe(0);
  });

  test('a process that starts before its backend works once that is there', async () => {
    await server.goAway();
    const application = launch({ backend: server.backend, queue });
    expect(await application.add('early')).toBe('refused');
    await server.comeBack();
    expect(await application.add('late')).toBe('added');
    await application.until(() => application.jobs('done').includes('late'));
    expect(await application.close()).toBe(0);
  });

  test('a backend that is emptied loses its jobs, and later ones are done', async () => {
    const { backend } = server;
    const producer = launch({ backend, queue, works: false });
    for (let number = 0; number < 20; number += 1) {
      expect(await producer.add(`lost-${number}`)).toBe('added');
    }
    await server.empty();
    const worker = launch({ backend, queue, hangs: true });
    expect(await producer.add('hang')).toBe('added');
    await worker.until(() => worker.jobs('started').length === 1);
    await server.empty();
    expect(await producer.add('later')).toBe('added');
    await worker.until(() => worker.jobs('done').includes('later'));
    expect(worker.jobs('started')).toEqual(['hang', 'later']);
    expect(await producer.close()).toBe(0);
  });

  test('a job that runs through an outage is done, and its process goes on', async () => {
    const application = launch({ backend: server.backend, queue });
    expect(await application.add('slow')).toBe('added');
    await application.until(() => application.jobs('started').length === 1);
    await server.goAway();
    await application.until(() => application.jobs('done').length === 1);
    await server.comeBack();
    expect(await application.add('after')).toBe('added');
    await application.until(() => application.jobs('done').includes('after'));
    expect(await application.close()).toBe(0);
  });

  test('a process closes while its backend is away', async () => {
    const application = launch({ backend: server.backend, queue });
    expect(await application.add('before')).toBe('added');
    await application.until(() => application.jobs('done').length === 1);
    await server.goAway();
    expect(await application.close()).toBe(0);
  });
});

async function waitFor(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}
