import { type ChildProcess, spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { type ChildLimits, childCommand } from './child-command';
import { meansOutOfMemory, OUT_OF_MEMORY } from './memory-exhaustion';
import { type ChildMessage, type JobMessage } from './messages';
import { ChildCrashedError, JobFailedError, JobMemoryError, JobTimeoutError } from './pool-errors';

export interface ChildOptions {
  readonly modulePath: string;
  readonly limits: ChildLimits;
  /** The whole environment of the child: it inherits nothing, and so no secret. */
  readonly env: Readonly<Record<string, string>>;
}

interface Job<Response> {
  readonly id: number;
  readonly onProgress: (fraction: number) => void;
  readonly resolve: (response: Response) => void;
  readonly reject: (error: unknown) => void;
}

const STDERR_KEPT = 4_096;
const STDERR_WAIT_MS = 1_000;

/**
 * One child process under limits, in a process group of its own, that does one job at a time and lives on between
 * them. Its input and output are closed; the end of what it writes to stderr is kept for the error of its death.
 */
export class IsolatedChild<Request, Response> {
  /** Resolves when the process is gone and its last job has been settled. Never rejects. */
  readonly exited: Promise<void>;
  readonly #process: ChildProcess;
  #job: Job<Response> | null = null;
  #jobs = 0;
  #cpuSeconds = 0;
  #isAlive = true;
  #isSpent = false;
  #killedFor: unknown = null;
  #stderr = '';

  constructor({ modulePath, limits, env }: ChildOptions) {
    const { file, args } = childCommand(modulePath, limits);
    this.#process = spawn(file, args, {
      cwd: dirname(modulePath),
      detached: true,
      env,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_KEPT);
    });
    this.#process.on('message', (message) => this.#receive(message as ChildMessage<Response>));
    // A process that could not be started has no exit, only an error and a close.
    this.#process.on('error', (error) => (this.#stderr += error.message));
    this.#process.on('exit', () => {
      this.#isAlive = false;
      this.#killGroup();
      // A descendant that left the group could hold stderr open, and with it the close, for ever.
      setTimeout(() => this.#process.stderr?.destroy(), STDERR_WAIT_MS).unref();
    });
    this.exited = new Promise((resolve) => {
      this.#process.on('close', (exitCode, signal) => {
        this.#isAlive = false;
        this.#settle()?.reject(this.#killedFor ?? this.#causeOfDeath(exitCode, signal));
        resolve();
      });
    });
  }

  get isAlive(): boolean {
    return this.#isAlive && this.#killedFor === null;
  }

  /** Jobs that were begun. */
  get jobs(): number {
    return this.#jobs;
  }

  /** User and system time of its whole life, as of its last answer. */
  get cpuSeconds(): number {
    return this.#cpuSeconds;
  }

  /** True when a job failed for want of memory, which leaves the heap in pieces, or is still busy though given up. */
  get isSpent(): boolean {
    return this.#isSpent;
  }

  /** Does one job; must not be called while another is running. Rejects with one of the pool's errors. */
  perform(request: Request, onProgress: (fraction: number) => void): Promise<Response> {
    this.#jobs += 1;
    const message: JobMessage<Request> = { jobId: this.#jobs, request };
    return new Promise((resolve, reject) => {
      this.#job = { id: message.jobId, onProgress, resolve, reject };
      // Sending to a child that has just died fails; its close rejects the job.
      this.#process.send(message, () => undefined);
    });
  }

  /** Kills the whole group at once; a running job is rejected with `reason` as soon as the process is gone. */
  kill(reason: unknown): void {
    this.#killedFor ??= reason;
    this.#killGroup();
  }

  #killGroup(): void {
    const { pid } = this.#process;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // Nobody is left in the group.
    }
  }

  #receive(message: ChildMessage<Response>): void {
    if (message.jobId !== this.#job?.id) return;
    if (message.kind === 'progress') {
      this.#job.onProgress(message.fraction);
      return;
    }
    this.#cpuSeconds = message.cpuSeconds;
    const job = this.#settle();
    if (message.kind === 'done') {
      job?.resolve(message.response);
      return;
    }
    const isOutOfMemory = message.code === OUT_OF_MEMORY;
    this.#isSpent ||= isOutOfMemory || message.isBusy;
    job?.reject(
      isOutOfMemory ? new JobMemoryError(message.message) : new JobFailedError(message.code, message.message),
    );
  }

  #settle(): Job<Response> | null {
    const job = this.#job;
    this.#job = null;
    return job;
  }

  #causeOfDeath(exitCode: number | null, signal: NodeJS.Signals | null): Error {
    if (signal === 'SIGXCPU') return new JobTimeoutError('cpu');
    if (meansOutOfMemory(this.#stderr)) return new JobMemoryError(this.#stderr);
    return new ChildCrashedError(exitCode, signal, this.#stderr);
  }
}
