import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import { type Hold, isHeldByOthers, tell } from './hold-server';
import { type Server } from './inspect-server';
import { type Place } from './prepare-place';
import { identifyProcess } from './server-lock';

/** ms that a fast shutdown may take: it writes a checkpoint. */
const STOP_WITHIN = 120_000;
/** ms after which a server that should be stopping is asked by ourselves, too. */
const ASK_AFTER = 3_000;

/**
 * Lets go of a server. Where nobody else holds it, it shuts down fast (open transactions are rolled back,
 * connections closed, everything written), and this waits until its process is gone, and the leash with it.
 * Where others hold it, it goes on for them.
 *
 * @returns whether the server has stopped
 */
export async function releaseServer(
  place: Place,
  server: Server,
  hold: Hold,
  child: ChildProcess | undefined,
): Promise<boolean> {
  const isLeashed = tell(hold.fd, '');
  closeSync(hold.fd);
  if (!isLeashed && !isHeldByOthers(hold.runFolder)) interrupt(server.pid);

  const begun = Date.now();
  let isAsked = !isLeashed;
  while ((await identifyProcess(server.pid, place.cluster)) === 'server') {
    if (isHeldByOthers(hold.runFolder)) return false;
    // A leash may have died between our word and its signal; being asked twice does a server no harm.
    if (!isAsked && Date.now() > begun + ASK_AFTER) {
      interrupt(server.pid);
      isAsked = true;
    }
    if (Date.now() > begun + STOP_WITHIN) {
      throw new EmbeddedPostgresError(
        `PostgreSQL (process ${server.pid}) is still shutting down after ${STOP_WITHIN / 1000} s; ` +
          `see ${place.serverLog}. Its data is safe.`,
      );
    }
    await sleep(20);
  }
  await Promise.all([ended(child), ended(hold.leash)]);
  if (!isLeashed) await rm(hold.runFolder, { recursive: true, force: true });
  return true;
}

function interrupt(pid: number): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function ended(child: ChildProcess | undefined): Promise<void> {
  if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  await once(child, 'exit');
}
