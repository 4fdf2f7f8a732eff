import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import { asUser, PROGRAM_ENVIRONMENT, runProgram, type ServerUser } from './run-program';

const { O_RDONLY, O_WRONLY, O_NONBLOCK } = constants;

/** How long a leash may take to answer, in ms: it is a shell that does nothing else. */
const ANSWER_WITHIN = 30_000;

/*
 * Who holds a server, and who stops it.
 *
 * A server runs for as long as any process holds it, whoever started it, and stops when the last one has let go,
 * by stop() or by dying. What counts them is the kernel: the folder of the server has a named pipe that every
 * holder keeps open for writing, and a leash, a shell in a session of its own, that reads it. Its read ends
 * when the last writer is gone, by whatever death, and then it asks the server for a fast shutdown.
 *
 * The leash alone decides. A process that joins sends it a word through the pipe, and holds the server once
 * the leash has made a file of that name: from then on there is a writer, so the read cannot end. A leash whose
 * read has ended answers no more, and removes the folder after it has sent its signal.
 */
const LEASH = [
  // What is meant for us, Ctrl-C or a hangup, must not free the server.
  "trap '' HUP INT TERM",
  'while read -r word; do [ -n "$word" ] && true > "$1/$word"; done',
  'kill -INT "$2"',
  'exec rm -rf "$1"',
].join('\n');

/** Our hold on a server: the writing end of its pipe, which children do not inherit. */
export interface Hold {
  readonly runFolder: string;
  readonly fd: number;
  /** The leash, where we started it. */
  readonly leash: ChildProcess | undefined;
}

function pipeOf(runFolder: string): string {
  return join(runFolder, 'holders');
}

/** Makes the pipe, before the server is started, so that `leashServer` has nothing to wait for. */
export async function makePipe(runFolder: string, user: ServerUser | undefined): Promise<void> {
  const { ok, output } = await runProgram('mkfifo', ['-m', '600', pipeOf(runFolder)], user);
  if (!ok) throw new EmbeddedPostgresError(`No named pipe could be made in ${runFolder}: ${output}`);
}

/**
 * Holds the server `pid` and puts it on a new leash, all in one turn: called in the turn that starts the server,
 * it leaves no time to die between the two that anyone could meet in practice, and a server that lost its leash
 * all the same is put on a new one by the next start.
 */
export function leashServer(runFolder: string, pid: number, user: ServerUser | undefined): Hold {
  const pipe = pipeOf(runFolder);
  // A writer opens only where there is a reader, and a plain reader only where there is a writer.
  const starter = openSync(pipe, O_RDONLY | O_NONBLOCK);
  const fd = openSync(pipe, O_WRONLY | O_NONBLOCK);
  const reader = openSync(pipe, O_RDONLY);
  closeSync(starter);
  const leash = spawn('/bin/sh', ['-c', LEASH, 'vitrine-postgres-leash', runFolder, String(pid)], {
    cwd: '/',
    env: PROGRAM_ENVIRONMENT,
    stdio: [reader, 'ignore', 'ignore'],
    detached: true,
    ...asUser(user),
  });
  closeSync(reader);
  // Without a leash the server is as safe, and stop() signals it itself.
  leash.on('error', () => undefined);
  leash.unref();
  return { runFolder, fd, leash };
}

/**
 * Joins those who hold a running server.
 *
 * @returns undefined where it is being stopped: look again when it is gone
 */
export async function joinHolders(
  runFolder: string,
  pid: number,
  user: ServerUser | undefined,
): Promise<Hold | undefined> {
  let fd: number;
  try {
    fd = openSync(pipeOf(runFolder), O_WRONLY | O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    // The leash was killed: nobody reads.
    if (code === 'ENXIO') return leashServer(runFolder, pid, user);
    throw error;
  }
  const word = randomBytes(8).toString('hex');
  const answer = join(runFolder, word);
  for (let waited = 0; waited < ANSWER_WITHIN; waited += 10) {
    // Said again and again: one who is about to let go may have read it (see `isHeldByOthers`).
    if (waited % 100 === 0 && !tell(fd, word)) break;
    await sleep(10);
    if (await exists(answer)) {
      await rm(answer, { force: true });
      return { runFolder, fd, leash: undefined };
    }
    if (!(await exists(runFolder))) break;
  }
  closeSync(fd);
  return undefined;
}

/** Says a word to the leash; false where it is dead. */
export function tell(fd: number, word: string): boolean {
  try {
    writeSync(fd, `${word}\n`);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EAGAIN') return true;
    if (code === 'EPIPE') return false;
    throw error;
  }
}

/**
 * Whether anyone holds the server, asked by one who has just let go: a read that does not wait ends at once where
 * there is no writer, and would have to wait where there is one. Words that the leash has not read yet are lost
 * by this; who waits for an answer says his again.
 */
export function isHeldByOthers(runFolder: string): boolean {
  let fd: number;
  try {
    fd = openSync(pipeOf(runFolder), O_RDONLY | O_NONBLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  try {
    const words = Buffer.alloc(4096);
    while (readSync(fd, words) > 0);
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return true;
    throw error;
  } finally {
    closeSync(fd);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
