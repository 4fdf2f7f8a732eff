import { randomBytes } from 'node:crypto';
import { link, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import { type Place } from './prepare-place';

const credentialsFile = z.object({ admin: z.string(), owner: z.string(), app: z.string() });

/** The passwords of a cluster's three roles, random, of 192 bits each, in hexadecimal. */
export type Credentials = z.infer<typeof credentialsFile>;

/**
 * The passwords of the cluster in this place, from `credentials.json`, which only we may read. They are made
 * before the cluster is, so that there is never a cluster without them; of two starts at once both get the same.
 *
 * @throws EmbeddedPostgresError where a cluster has lost them
 */
export async function keepCredentials(place: Place): Promise<Credentials> {
  const path = join(place.directory, 'credentials.json');
  // In this order: a cluster that is seen here was preceded by its passwords.
  const hasCluster = await stat(place.cluster).then(
    () => true,
    () => false,
  );
  const known = await readCredentials(path);
  if (known) return known;
  if (hasCluster) {
    throw new EmbeddedPostgresError(
      `The passwords of the database in ${place.cluster} are gone: put ${path} back from a backup, or move the ` +
        'database away to start with an empty one.',
    );
  }
  const password = (): string => randomBytes(24).toString('hex');
  const fresh: Credentials = { admin: password(), owner: password(), app: password() };
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, `${JSON.stringify(fresh, null, 2)}\n`, { mode: 0o600, flag: 'wx', flush: true });
  try {
    await link(draft, path);
    return fresh;
  } catch (error) {
    const theirs = await readCredentials(path);
    if (!theirs) throw error;
    return theirs;
  } finally {
    await rm(draft, { force: true });
  }
}

async function readCredentials(path: string): Promise<Credentials | undefined> {
  try {
    return credentialsFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw new EmbeddedPostgresError(`The passwords in ${path} cannot be read: ${reason}`);
  }
}
