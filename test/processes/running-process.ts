import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const DIST = join(__dirname, '..', '..', 'dist');

/** What `npm start`, `npm run worker` and the commands run, compiled by `npm run build`. */
export type Program = 'src/main' | 'workers/main' | 'scripts/workspace' | 'scripts/sweep';

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** How a process ends that was killed, by itself at a failpoint or by another. */
export const KILLED: Ending = { code: null, signal: 'SIGKILL' };
/** How a process ends that was asked to. */
export const DONE: Ending = { code: 0, signal: null };

const started = new Set<RunningProcess>();

// No process outlives the test file that started it, however its tests end.
afterAll(async () => {
  await Promise.all([...started].map((process) => process.kill()));
});

/** A process of Vitrine as it runs anywhere: compiled, configured by its environment alone. */
export class RunningProcess {
  readonly pid: number;
  readonly ended: Promise<Ending>;
  readonly #child: ChildProcess;
  readonly #messages: string[] = [];
  readonly #listeners = new Set<() => void>();
  #output = '';
  #stderr = '';

  constructor(program: Program, env: Readonly<Record<string, string>>, args: readonly string[] = []) {
    this.#child = spawn(process.execPath, [join(DIST, `${program}.js`), ...args], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (this.#child.pid === undefined) throw new Error(`${program} could not be started.`);
    this.pid = this.#child.pid;
    started.add(this);
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => {
        this.wake();
        resolve({ code, signal });
      });
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    if (this.#child.stdout) {
      createInterface({ input: this.#child.stdout }).on('line', (line) => {
        this.#output += `${line}\n`;
        if (line.startsWith('{')) this.#messages.push((JSON.parse(line) as { msg: string }).msg);
        this.wake();
      });
    }
  }

  /** All that it wrote to standard output. */
  get output(): string {
    return this.#output;
  }

  /** All that it wrote to standard error. */
  get stderr(): string {
    return this.#stderr;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Resolves with what comes behind these words in the first message that begins so; rejects when it ends without. */
  async says(words: string): Promise<string> {
    for (;;) {
      const message = this.#messages.find((said) => said.startsWith(words));
      if (message !== undefined) return message.slice(words.length);
      if (this.hasEnded) {
        throw new Error(`The process ended before it said "${words}":\n${this.output}${this.stderr}`);
      }
      await new Promise<void>((resolve) => this.#listeners.add(resolve));
    }
  }

  send(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Like a power cut. */
  kill(): Promise<Ending> {
    this.send('SIGKILL');
    return this.ended;
  }

  /** Asks it to end, as a supervisor does, and waits for it. */
  terminate(): Promise<Ending> {
    this.send('SIGTERM');
    return this.ended;
  }

  private wake(): void {
    for (const resolve of this.#listeners) resolve();
    this.#listeners.clear();
  }
}
