import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { type QueueBackend } from './backend';
import { JobQueues } from './job-queues';

/*
 * A process that adds jobs and works on them as it is told, and dies of whatever nobody catches in it. The job 'hang'
 * is never done by a process that was started with `hangs`; 'slow' takes a while.
 */

interface Start {
  readonly backend: QueueBackend;
  readonly queue: string;
  readonly works: boolean;
  readonly hangs: boolean;
}

type Order = { readonly add: string } | { readonly close: true };
type Report =
  | { readonly is: 'started'; readonly jobId: string; readonly attempt: number }
  | { readonly is: 'done'; readonly jobId: string }
  | { readonly is: 'added' | 'refused'; readonly jobId: string }
  | { readonly is: 'closed' };

/** One such process, seen from the test. */
export class Application {
  readonly reports: Report[] = [];
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();

  constructor(start: Partial<Start> & Pick<Start, 'backend' | 'queue'>) {
    this.#child = fork(
      join(__dirname, 'application.fixture.ts'),
      [JSON.stringify({ works: true, hangs: false, ...start })],
      { execArgv: ['-r', 'esbuild-register'] },
    );
    this.#child.on('message', (report) => {
      this.reports.push(report as Report);
      this.wake();
    });
    this.#child.on('exit', () => this.wake());
  }

  /** The ids of the jobs of which the process reported this, in order. */
  jobs(is: Report['is']): string[] {
    return this.reports.flatMap((report) => (report.is === is && 'jobId' in report ? [report.jobId] : []));
  }

  /** Asks for a job and tells whether it was taken. */
  async add(jobId: string): Promise<'added' | 'refused'> {
    const before = this.reports.length;
    this.tell({ add: jobId });
    const isAnswer = (report: Report) =>
      (report.is === 'added' || report.is === 'refused') && report.jobId === jobId;
    await this.until(() => this.reports.slice(before).some(isAnswer));
    return this.reports.slice(before).find(isAnswer)?.is === 'added' ? 'added' : 'refused';
  }

  /** Resolves once `holds`; rejects when the process ends before. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (!this.isAlive()) throw new Error(`the process ended: ${this.#child.exitCode ?? 'killed'}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async kill(): Promise<void> {
    if (!this.isAlive()) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }

  /** Has it close its queues; resolves with the exit code, which is 0 when nothing was left open. */
  async close(): Promise<number | null> {
    const exited = once(this.#child, 'exit');
    this.tell({ close: true });
    await exited;
    return this.#child.exitCode;
  }

  private wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  private tell(order: Order): void {
    this.#child.send(order);
  }
}

function run({ backend, queue, works, hangs }: Start): void {
  const queues = new JobQueues(backend, pino({ level: 'silent' }));
  const report = (what: Report) => process.send?.(what);
  if (works) {
    queues.work(
      queue,
      async ({ id, attempt }) => {
        report({ is: 'started', jobId: id, attempt });
        if (hangs && id === 'hang') await new Promise(() => undefined);
        if (id === 'slow') await sleep(1_500);
        report({ is: 'done', jobId: id });
      },
      { concurrency: 4 },
    );
  }
  process.on('message', (order: Order) => {
    if ('add' in order) {
      queues.add(queue, 'work', { workspaceId: 'w' }, { jobId: order.add }).then(
        () => report({ is: 'added', jobId: order.add }),
        () => report({ is: 'refused', jobId: order.add }),
      );
    } else {
      void queues.close().then(() => {
        report({ is: 'closed' });
        process.disconnect();
      });
    }
  });
}

if (require.main === module) run(JSON.parse(process.argv[2] ?? '') as Start);
