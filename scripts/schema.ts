import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSchema, findBreakingChanges } from 'graphql';
import { composeApi } from '../src/app';
import { loadConfig } from '../src/config';
import { MODULES } from '../src/modules';
import { createDataSource } from '../src/platform/database/data-source';
import { Database } from '../src/platform/database/database';
import { printSortedSchema } from '../src/platform/graphql/print-schema';
import { createLog } from '../src/platform/log';
import { createStorage } from '../src/platform/storage/create-storage';
import { UnitOfWork } from '../src/platform/unit-of-work/unit-of-work';

// `npm run schema` writes schema.graphql from the code; `npm run schema -- --check` only says what is wrong with it:
// that it is stale, or that it breaks clients of the schema as it was last committed. A break that is meant says
// `BREAKING CHANGE` in the message of the commit that makes it.

const PATH = 'schema.graphql';

function main(): number {
  const schema = printSortedSchema(currentSchema());
  if (!process.argv.includes('--check')) {
    writeFileSync(PATH, schema);
    process.stdout.write(`${PATH} is written.\n`);
    return 0;
  }
  if (readFileSync(PATH, 'utf8') !== schema) {
    process.stdout.write(`${PATH} is stale: run "npm run schema" and commit it.\n`);
    return 1;
  }
  const breaking = breakingChanges(schema);
  for (const change of breaking) process.stdout.write(`breaks clients: ${change}\n`);
  if (breaking.length === 0) process.stdout.write(`${PATH} is current and breaks nobody.\n`);
  return breaking.length === 0 ? 0 : 1;
}

/** The schema as the code makes it; nothing is connected to. */
function currentSchema() {
  const secret = 'x'.repeat(32);
  const config = loadConfig({ DATA_DIR: tmpdir() }, () => ({
    jwtSecret: secret,
    mediaUrlKeys: [{ id: 'x', secret }],
  }));
  const source = createDataSource({
    url: 'postgres://nobody@localhost/nowhere',
    entities: [],
    poolSize: 1,
    onPoolError: () => undefined,
  });
  const database = new Database(source);
  const services = {
    config,
    log: createLog({ level: 'silent' }),
    database,
    unitOfWork: new UnitOfWork(database),
    storage: createStorage({ backend: 'local', directory: join(tmpdir(), 'nowhere') }),
  };
  return composeApi(services, MODULES, () => '').schema;
}

/** What the schema breaks of the one that was committed before it, unless the last commit of it says so. */
function breakingChanges(schema: string): string[] {
  const commits = git('log', '-n', '2', '--format=%H', '--', PATH).split('\n').filter(Boolean);
  const [last, former] = commits;
  if (!last) return [];
  const base = git('show', `${last}:${PATH}`) === schema ? former : last;
  if (!base || git('log', '-n', '1', '--format=%B', last).includes('BREAKING CHANGE')) return [];
  const before = buildSchema(git('show', `${base}:${PATH}`));
  return findBreakingChanges(before, buildSchema(schema)).map(({ description }) => description);
}

function git(...args: string[]): string {
  return execFileSync('git', args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

process.exitCode = main();
