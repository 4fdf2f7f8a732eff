import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { createTestDatabase } from '../../../test/support/test-database';
import { type QueueBackend } from './backend';

/** A backend that tests may take away. */
export interface TestBackend {
  readonly backend: QueueBackend;
  /** Connections break and new ones are refused. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  /** Connections stay, and new ones are taken, but nothing answers. */
  freeze(): void;
  thaw(): void;
  /** Loses all it holds, as FLUSHALL has it, and goes on. */
  empty(): Promise<void>;
  stop(): Promise<void>;
}

const REDIS = spawnSync('redis-server', ['--version']).status === 0;

/**
 * Runs the suite on Redis and on PostgreSQL. Where there is no redis-server its half is left out and says so;
 * with CI set it fails instead.
 */
export function onEveryBackend(suite: (start: () => Promise<TestBackend>) => void): void {
  describe('on PostgreSQL', () => suite(startPostgres));
  onRedis(() => suite(startRedis));
}

/** As onEveryBackend, for what only Redis can do. */
export function onRedis(suite: () => void): void {
  if (REDIS) {
    describe('on Redis', suite);
  } else if (process.env.CI) {
    test('redis-server is installed where CI is set', () => expect(REDIS).toBe(true));
  } else {
    process.stderr.write('Left out: everything on Redis, as there is no redis-server on this machine.\n');
    describe.skip('on Redis (no redis-server here)', suite);
  }
}

/** A redis-server of its own that keeps nothing on disk: taken away, it comes back empty. */
export async function startRedis(): Promise<TestBackend> {
  const directory = await mkdtemp(join(tmpdir(), 'vitrine-redis-'));
  const port = await freePort();
  let server: ChildProcess | null = null;
  const run = async () => {
    const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', directory];
    server = spawn('redis-server', options, { stdio: 'ignore' });
    while (!(await accepts(port))) await sleep(20);
  };
  const goAway = async () => {
    if (!server || server.exitCode !== null) return;
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
    server = null;
  };
  await run();
  return {
    backend: { kind: 'redis', url: `redis://127.0.0.1:${port}` },
    goAway,
    comeBack: run,
    freeze: () => server?.kill('SIGSTOP'),
    thaw: () => server?.kill('SIGCONT'),
    empty: async () => {
      const redis = new Redis(port, '127.0.0.1');
      await redis.flushall();
      await redis.quit();
    },
    stop: async () => {
      await goAway();
      await rm(directory, { recursive: true });
    },
  };
}

/** A database of its own, behind a door that can be shut, as the role of the application. */
export async function startPostgres(): Promise<TestBackend> {
  const database = await createTestDatabase();
  const door = await openDoor(Number(new URL(database.appUrl).port));
  const url = new URL(database.appUrl);
  url.hostname = '127.0.0.1';
  url.port = String(door.port);
  return {
    backend: { kind: 'postgres', url: url.toString() },
    goAway: () => door.shut(),
    comeBack: () => door.open(),
    freeze: () => door.freeze(),
    thaw: () => door.thaw(),
    empty: async () => {
      await database.query('TRUNCATE bullmq.job, bullmq.scheduler, bullmq.meta, bullmq.event CASCADE');
    },
    stop: async () => {
      await door.shut();
      await database.close();
    },
  };
}

/** A TCP proxy to `target` on this machine. */
async function openDoor(target: number) {
  const sockets = new Set<Socket>();
  let frozen = false;
  let server: Server;
  const open = async (port: number) => {
    server = createServer((near) => {
      const far = connect(target, '127.0.0.1');
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(from);
        from.on('error', () => to.destroy());
        from.on('close', () => {
          sockets.delete(from);
          to.destroy();
        });
        from.on('data', (bytes) => to.write(bytes));
        if (frozen) from.pause();
      }
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await open(0);
  return {
    port,
    open: async () => {
      await open(port);
    },
    shut: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    freeze: () => {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw: () => {
      frozen = false;
      for (const socket of sockets) socket.resume();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
