import { stat } from 'node:fs/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import { runProgram, type ServerUser } from './run-program';

/**
 * Who the server runs as. An ordinary user runs it himself: undefined. PostgreSQL refuses to be root, so root
 * hands it to the owner of the cluster, and a first start to `postgres`, or else to `nobody`.
 *
 * @throws EmbeddedPostgresError where the cluster is another user's, or root finds no user to switch to
 */
export async function chooseServerUser(
  cluster: string,
  ourUid = process.geteuid?.(),
): Promise<ServerUser | undefined> {
  const owner = await stat(cluster).catch(() => undefined);
  if (ourUid !== 0) {
    if (owner && owner.uid !== ourUid) {
      throw new EmbeddedPostgresError(
        `The database in ${cluster} belongs to the user with id ${owner.uid}, and this is the user with id ` +
          `${ourUid ?? '?'}. Start as the user who started it first, or choose another data directory.`,
      );
    }
    return undefined;
  }
  if (owner && owner.uid !== 0) return { name: `with id ${owner.uid}`, uid: owner.uid, gid: owner.gid };
  const user = (await lookUp('postgres')) ?? (await lookUp('nobody'));
  if (!user) {
    throw new EmbeddedPostgresError(
      'PostgreSQL refuses to run as root, and this system has neither a user `postgres` nor a user `nobody` ' +
        'to run it as. Start as an ordinary user, or create one: `useradd --system postgres`.',
    );
  }
  return user;
}

/** Asks `id`, not /etc/passwd: directory services know users too. */
async function lookUp(name: string): Promise<ServerUser | undefined> {
  const [uid, gid] = await Promise.all([
    runProgram('id', ['-u', name], undefined),
    runProgram('id', ['-g', name], undefined),
  ]);
  if (!uid.ok || !gid.ok) return undefined;
  // macOS prints the id of `nobody` as -2, which the system calls know as the unsigned 4294967294.
  return { name, uid: Number(uid.output) >>> 0, gid: Number(gid.output) >>> 0 };
}
