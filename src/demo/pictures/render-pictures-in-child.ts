import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PICTURE_SIZE } from './render-picture';

/** A picture whose file is complete. */
export interface RenderedPicture {
  readonly name: string;
  readonly path: string;
}

/** How much of what the child wrote to stderr is kept for the error. */
const KEPT_STDERR = 2000;

function startChild(directory: string, names: readonly string[], size: number): ChildProcess {
  const compiled = join(__dirname, 'render-pictures.process.js');
  const source = join(__dirname, 'render-pictures.process.ts');
  const fromSource = !existsSync(compiled);
  return fork(fromSource ? source : compiled, [directory, String(size), ...names], {
    // Run from its sources, as in tests, the child compiles itself.
    execArgv: fromSource ? ['-r', 'esbuild-register'] : [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

function isRendered(message: unknown): message is RenderedPicture {
  return typeof message === 'object' && message !== null && 'name' in message && 'path' in message;
}

/**
 * Renders the named demo pictures in a child process, as JPEG files in an existing directory, and yields each, in
 * the order of their names, as soon as its file is complete. `size` is in pixels on each side. The child works on while the consumer is busy. It is ended when the consumer
 * stops early, and is gone by the time that the loop is left. Throws when the child dies before its last picture.
 */
export async function* renderPicturesInChild(
  directory: string,
  names: readonly string[],
  size = PICTURE_SIZE,
): AsyncGenerator<RenderedPicture, void, undefined> {
  const child = startChild(directory, names, size);
  const ready: RenderedPicture[] = [];
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) =>
      resolve(signal ? `signal ${signal}` : code === 0 ? '' : `exit code ${code}`),
    );
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-KEPT_STDERR);
  });
  let wake: () => void = () => undefined;
  let end: string | undefined;
  child.on('message', (message) => {
    if (isRendered(message)) ready.push(message);
    wake();
  });
  void ended.then((reason) => {
    end = reason;
    wake();
  });
  try {
    for (;;) {
      const next = ready.shift();
      if (next) yield next;
      else if (end === undefined) await new Promise<void>((resolve) => (wake = resolve));
      else if (end === '') return;
      else throw new Error(`Rendering the demo pictures ended early (${end}): ${stderr.trim()}`);
    }
  } finally {
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
  }
}
