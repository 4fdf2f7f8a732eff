import { join } from 'node:path';
import { type Config, ConfigError, type DatabaseAddress } from './config';
import { claimStorage, ForeignStorageError } from './media';
import { migrateVitrine } from './migrate';
import { MODULES } from './modules';
import { startEmbeddedPostgres } from './platform/database/embedded';
import { type Log } from './platform/log';
import { openPlatform, type Platform } from './platform/open-platform';

/**
 * Brings up what every process needs: the database (the embedded one where none is configured), its schema,
 * and the connections. Processes that boot together migrate once. A storage that has the files of
 * another database is refused.
 */
export async function boot(config: Config, log: Log): Promise<Platform> {
  const { address, stop } = await reachDatabase(config, log);
  try {
    const ran = await migrateVitrine({ ownerUrl: address.ownerUrl, appUrl: address.url });
    if (ran.length > 0) log.info({ migrations: ran }, 'the database was brought up to date');
    const platform = await openPlatform(config, address, MODULES, log);
    await requireOwnStorage(platform);
    return {
      ...platform,
      async close() {
        await platform.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A storage with the files of another database is a wrong configuration. */
async function requireOwnStorage(platform: Platform): Promise<void> {
  try {
    await claimStorage(platform.database, platform.storage);
  } catch (error) {
    await platform.close();
    if (!(error instanceof ForeignStorageError)) throw error;
    throw new ConfigError([`DATABASE_URL, STORAGE_BACKEND: ${error.message}`]);
  }
}

async function reachDatabase(
  { database, dataDir }: Config,
  log: Log,
): Promise<{ address: DatabaseAddress; stop: () => Promise<void> }> {
  if (database) return { address: database, stop: () => Promise.resolve() };
  const directory = join(dataDir, 'postgres');
  const embedded = await startEmbeddedPostgres({ directory, log: (line) => log.info(line) });
  const { appUrl, ownerUrl } = embedded;
  return { address: { url: appUrl, directUrl: appUrl, ownerUrl }, stop: () => embedded.stop() };
}
