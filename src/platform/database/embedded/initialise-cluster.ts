import { chown, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import { type Credentials } from './keep-credentials';
import { type Binaries } from './prepare-binaries';
import { makeRunFolder, type Place } from './prepare-place';
import { runProgram } from './run-program';

/** The superuser of an embedded cluster. */
export const ADMIN_ROLE = 'postgres';

/**
 * Makes the cluster where there is none. It is made in a folder of its own and renamed when it is whole: a start
 * that is killed in the middle leaves nothing that the next could take for a cluster, and of two starts at once
 * one wins and the other uses the winner's.
 *
 * @param durable false spares the fsync of the new files
 * @returns true where this call made it
 * @throws EmbeddedPostgresError where the cluster is of another major version, or initdb fails
 */
export async function initialiseCluster(
  place: Place,
  binaries: Binaries,
  credentials: Credentials,
  durable: boolean,
): Promise<boolean> {
  if (await isUsable(place, binaries)) return false;
  const folder = await makeRunFolder(place);
  try {
    const passwordFile = join(folder, 'password');
    await writeFile(passwordFile, credentials.admin, { mode: 0o600 });
    if (place.user) await chown(passwordFile, place.user.uid, place.user.gid);
    const fresh = join(folder, 'cluster');
    const { ok, output } = await runProgram(
      binaries.initdb,
      [
        `--pgdata=${fresh}`,
        `--username=${ADMIN_ROLE}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        // Without these, encoding and order would be whatever LANG happens to say, SQL_ASCII where it is unset.
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--no-instructions',
        ...(durable ? [] : ['--no-sync']),
      ],
      place.user,
    );
    if (!ok) throw new EmbeddedPostgresError(`The database could not be made in ${fresh}: ${output}`);
    try {
      await rename(fresh, place.cluster);
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      if (!(await isUsable(place, binaries))) throw error;
      return false;
    }
    if (durable) await flushDirectory(place.directory);
    return true;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** False where no cluster is there yet. */
async function isUsable({ cluster }: Place, binaries: Binaries): Promise<boolean> {
  const found = await stat(cluster).catch(() => undefined);
  if (!found) return false;
  const major = (await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  if (!major) {
    throw new EmbeddedPostgresError(
      `${cluster} is in the way: it is no database of ours. Move it away, or choose another data directory.`,
    );
  }
  const ours = binaries.version.split('.')[0];
  if (major === ours) return true;
  throw new EmbeddedPostgresError(
    `The database in ${cluster} was made by PostgreSQL ${major}, and this release brings PostgreSQL ${ours}, ` +
      'which cannot open it. Start the release that made it, save the database with pg_dump, move ' +
      `${cluster} away, start this release, and load the dump with psql.`,
  );
}

async function flushDirectory(directory: string): Promise<void> {
  const handle = await open(directory);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
