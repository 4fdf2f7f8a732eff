import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pino } from 'pino';
import { type QueueBackend } from '../queue';
import { createBroadcast } from './broadcast';

/*
 * A process that answers each message on 'ask' by the same on 'answer', until its parent lets go of it. It dies of
 * whatever nobody catches in it.
 */

/** Starts such a process and waits until it hears. */
export async function startEcho(backend: QueueBackend): Promise<ChildProcess> {
  const child = fork(join(__dirname, 'echo.fixture.ts'), [JSON.stringify(backend)], {
    execArgv: ['-r', 'esbuild-register'],
  });
  await once(child, 'message');
  return child;
}

async function echo(backend: QueueBackend): Promise<void> {
  const broadcast = createBroadcast(backend, pino({ level: 'silent' }));
  broadcast.subscribe('ask', (message) => {
    broadcast.publish('answer', message).catch(() => undefined);
  });
  await broadcast.ready();
  process.send?.('ready');
  await once(process, 'disconnect');
  await broadcast.close();
}

if (require.main === module) void echo(JSON.parse(process.argv[2] ?? '') as QueueBackend);
