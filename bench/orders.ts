/**
 * How many orders a second are placed through /graphql, beside pgbench doing the same row work in the same commits.
 *
 *   npm run build && node dist/bench/orders.js [seconds a turn] [rounds]
 *
 * 32 clients order one piece each, of one SKU that all want, and of 1,000 SKUs. `graphql` is an API process as in
 * production over an embedded PostgreSQL, asked over HTTP by a process of its own: idempotency key, quote, payment by
 * the provider `test`, stock, order, audit log and outbox. `floor` is pgbench (of PostgreSQL; it has to be installed)
 * calling the functions of orders-floor.sql: the same rows by the same four commits an order, one order a commit. They
 * take turns; carts are filled before, and no worker runs.
 */
import { type ChildProcess, execFile, fork, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { createWorkspace } from '../src/accounts';
import { loadConfig } from '../src/config';
import { migrateVitrine } from '../src/migrate';
import { MODULES } from '../src/modules';
import { startEmbeddedPostgres } from '../src/platform/database/embedded';
import { encodeId } from '../src/platform/graphql/global-id';
import { createLog } from '../src/platform/log';
import { openPlatform } from '../src/platform/open-platform';
import { fillCarts, fillShop } from './fill-shop';

const CLIENTS = 32;
const PORT = 4322;
const SLUG = 'bench';
/** Carts that are filled for each second of a turn: more than are ordered. */
const CARTS_A_SECOND = 4_000;
const CASES = [
  { name: 'one hot SKU', skus: 1, goal: 1 },
  { name: '1,000 SKUs', skus: 1_000, goal: 0.5 },
] as const;

const FLOOR = `
SELECT cart_id AS cart FROM floor_cart WHERE number = (SELECT nextval('floor_next')) \\gset
SELECT attempt, pay FROM floor_claim(:workspace, :cart) \\gset
SELECT floor_answer(:pay);
SELECT floor_record(:workspace, :pay);
SELECT floor_place(:workspace, :cart, :attempt, :pay);
`;

interface Postgres {
  readonly appUrl: string;
  readonly ownerUrl: string;
}

async function measure(seconds: number, rounds: number): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'orders-'));
  await chmod(directory, 0o755);
  const postgres = await startEmbeddedPostgres({ directory: join(directory, 'postgres') });
  const children: ChildProcess[] = [];
  try {
    await migrateVitrine(postgres);
    const env = environment(directory, postgres);
    const workspaceId = await makeWorkspace(env);
    await prepareFloor(postgres);
    const script = join(directory, 'floor.pgbench');
    await writeFile(script, FLOOR);
    children.push(spawn(process.execPath, [join(__dirname, '../src/main.js')], { env, stdio: 'inherit' }));
    const buyers = fork(__filename, ['buyers']);
    children.push(buyers);
    await untilServing();

    for (const { name, skus, goal } of CASES) {
      const variants = await fillShop(postgres.ownerUrl, workspaceId, skus);
      const carts = () => fillCarts(postgres.ownerUrl, workspaceId, variants, seconds * CARTS_A_SECOND);
      await order(buyers, (await carts()).slice(0, 2_000), seconds);
      const ratios: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        await takeCarts(postgres, await carts());
        const floor = await runFloor(postgres, workspaceId, script, seconds);
        const ours = await order(buyers, await carts(), seconds);
        ratios.push(ours / floor);
        print(
          `${name}: floor ${floor.toFixed(0)}, graphql ${ours.toFixed(0)} orders a second: ${(ours / floor).toFixed(2)}`,
        );
      }
      const median = ratios.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
      print(`${name}: ${median.toFixed(2)} of the floor; the goal is at least ${goal.toFixed(1)}.`);
    }
  } finally {
    for (const child of children) await stop(child);
    await postgres.stop();
    await rm(directory, { recursive: true });
  }
}

/** The buyers' side: orders carts by 32 lanes for so many seconds, and says how many were ordered. */
function serveBuyers(): void {
  process.on('message', ({ carts, seconds }: { carts: string[]; seconds: number }) => {
    void (async () => {
      const startedAt = performance.now();
      const endAt = startedAt + seconds * 1_000;
      let next = 0;
      let ordered = 0;
      const lane = async () => {
        while (performance.now() < endAt) {
          const cart = carts[next++];
          if (cart === undefined) return;
          await placeOrder(cart);
          ordered += 1;
        }
      };
      await Promise.all(Array.from({ length: CLIENTS }, lane));
      process.send?.(ordered / ((performance.now() - startedAt) / 1_000));
    })();
  });
  process.on('disconnect', () => process.exit());
}

const PLACE =
  'mutation($input:OrderPlaceInput!){orderPlace(input:$input){order{id number}userErrors{code message}}}';

async function placeOrder(cart: string): Promise<void> {
  const input = {
    cartId: encodeId('Cart', cart),
    idempotencyKey: randomBytes(16).toString('hex'),
    email: 'buyer@example.com',
    payment: { provider: 'test', token: 'tok_ok' },
  };
  const response = await fetch(`http://127.0.0.1:${PORT}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-workspace': SLUG },
    body: JSON.stringify({ query: PLACE, variables: { input } }),
  });
  const answer = (await response.json()) as { data?: { orderPlace: { order: object | null } } };
  if (!answer.data?.orderPlace.order) throw new Error(JSON.stringify(answer));
}

function order(buyers: ChildProcess, carts: readonly string[], seconds: number): Promise<number> {
  return new Promise((resolve, reject) => {
    buyers.once('message', (rate: number) => resolve(rate));
    buyers.once('exit', () => reject(new Error('The buyers gave up.')));
    buyers.send({ carts, seconds });
  });
}

async function runFloor(
  { appUrl }: Postgres,
  workspaceId: string,
  script: string,
  seconds: number,
): Promise<number> {
  const args = ['-n', '-M', 'prepared', '-c', String(CLIENTS), '-j', '2', '-T', String(seconds)];
  const { stdout } = await promisify(execFile)('pgbench', [
    ...[...args, '-f', script, '-D', `workspace=${workspaceId}`, appUrl],
  ]);
  const rate = /tps = ([\d.]+)/.exec(stdout)?.[1];
  if (!rate || /number of failed transactions: [1-9]/.test(stdout)) throw new Error(stdout);
  return Number(rate);
}

async function prepareFloor({ ownerUrl }: Postgres): Promise<void> {
  const sql = await readFile(join(__dirname, 'orders-floor.sql'), 'utf8');
  const grants = 'GRANT ALL ON floor_cart, floor_next TO PUBLIC';
  await asOwner(ownerUrl, (client) => client.query(`${sql}; ${grants}`));
}

async function takeCarts({ ownerUrl }: Postgres, carts: readonly string[]): Promise<void> {
  await asOwner(ownerUrl, async (client) => {
    await client.query('TRUNCATE floor_cart');
    await client.query("SELECT setval('floor_next', 1, false)");
    await client.query(
      'INSERT INTO floor_cart SELECT n, id FROM unnest($1::uuid[]) WITH ORDINALITY AS c (id, n)',
      [carts],
    );
  });
}

async function asOwner(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function environment(directory: string, { appUrl, ownerUrl }: Postgres): NodeJS.ProcessEnv {
  const secret = randomBytes(32).toString('hex');
  return {
    ...{ PATH: process.env.PATH, NODE_ENV: 'production', DATA_DIR: directory, LOG_LEVEL: 'warn' },
    ...{ PORT: String(PORT), PUBLIC_URL: `http://localhost:${PORT}`, WORKERS: ',', PAYMENT_TEST: 'on' },
    ...{
      DATABASE_URL: appUrl,
      DATABASE_OWNER_URL: ownerUrl,
      JWT_SECRET: secret,
      MEDIA_URL_KEYS: `1:${secret}`,
    },
  };
}

async function makeWorkspace(env: NodeJS.ProcessEnv): Promise<string> {
  const config = loadConfig(env, () => {
    throw new Error('All secrets are given.');
  });
  if (!config.database) throw new Error('The database is given.');
  const platform = await openPlatform(config, config.database, MODULES, createLog({ level: 'warn' }));
  const owner = { email: 'bench@example.com' };
  const { workspaceId } = await createWorkspace(platform.unitOfWork, { slug: SLUG, name: 'Bench', owner });
  await platform.close();
  return workspaceId;
}

async function untilServing(): Promise<void> {
  for (;;) {
    const isUp = await fetch(`http://127.0.0.1:${PORT}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await sleep(200);
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const [first, second] = process.argv.slice(2);
if (first === 'buyers') serveBuyers();
else void measure(Number(first ?? 10), Number(second ?? 3));
