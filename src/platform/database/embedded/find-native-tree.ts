import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error';

const PLATFORMS: readonly string[] = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

/** A PostgreSQL as npm delivered it: `bin`, `lib` and `share` under `root`. */
export interface NativeTree {
  readonly root: string;
  /** The version of the package, such as 18.4.0-beta.17. */
  readonly version: string;
}

/**
 * Finds the PostgreSQL that npm installed for a platform (`<process.platform>-<process.arch>`).
 *
 * @throws EmbeddedPostgresError where there is none
 */
export async function findNativeTree(platform = `${process.platform}-${process.arch}`): Promise<NativeTree> {
  if (!PLATFORMS.includes(platform)) {
    const advice = platform.startsWith('win32')
      ? 'On Windows, run inside WSL, or set DATABASE_URL to a PostgreSQL of your own.'
      : 'Set DATABASE_URL to a PostgreSQL of your own.';
    throw new EmbeddedPostgresError(`There is no embedded PostgreSQL for ${platform}. ${advice}`);
  }
  let entry: string;
  try {
    const parent = dirname(require.resolve('embedded-postgres'));
    entry = require.resolve(`@embedded-postgres/${platform}`, { paths: [parent] });
  } catch {
    throw new EmbeddedPostgresError(
      `The package @embedded-postgres/${platform} is not installed. Run npm ci without --omit=optional on this ` +
        'machine, or set DATABASE_URL to a PostgreSQL of your own.',
    );
  }
  const home = dirname(dirname(entry));
  const manifest = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { version: string };
  return { root: join(home, 'native'), version: manifest.version };
}
