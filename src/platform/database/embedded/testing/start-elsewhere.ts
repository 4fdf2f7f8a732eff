import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { FAST } from './temporary-place';

export interface Elsewhere {
  /** Resolves with the owner's URL when the start there is done. */
  readonly ready: Promise<string>;
  /** Ctrl-C in its terminal: the signal goes to its whole process group. Resolves when it has heard it. */
  interrupt(): Promise<void>;
  /** kill -9, and the end of it. */
  kill(): Promise<void>;
  /** stop(), and then an orderly end. */
  stop(): Promise<void>;
}

const PROGRAM = `
  const [module, directory, settings] = process.argv.slice(1);
  process.on('disconnect', () => process.exit(1));
  process.on('SIGINT', () => process.send('interrupted'));
  require(module).startEmbeddedPostgres({ directory, settings: JSON.parse(settings) }).then((postgres) => {
    process.on('message', () => postgres.stop().then(() => process.exit(0)));
    process.send(postgres.ownerUrl);
  });
`;

/** Calls `startEmbeddedPostgres` in a process of its own, which then lives until it is killed or stopped. */
export function startElsewhere(directory: string): Elsewhere {
  const launcher = join(__dirname, '..', 'start-embedded-postgres.ts');
  const child = spawn(
    process.execPath,
    ['-r', 'esbuild-register', '-e', PROGRAM, launcher, directory, JSON.stringify(FAST)],
    { cwd: __dirname, stdio: ['ignore', 'inherit', 'inherit', 'ipc'], detached: true },
  );
  const ready = readyUrl(child);
  // A test may kill it before it is ready, and then waits for nothing.
  ready.catch(() => undefined);
  const ended = once(child, 'exit');
  return {
    ready,
    interrupt: async () => {
      const heard = once(child, 'message');
      process.kill(-(child.pid ?? NaN), 'SIGINT');
      await heard;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
    stop: async () => {
      child.send('stop');
      await ended;
    },
  };
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('message', (url) => resolve(url as string));
    child.once('exit', (code, signal) => reject(new Error(`it ended with ${signal ?? code ?? '?'}`)));
  });
}
