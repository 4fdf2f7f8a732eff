import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Platform } from '../platform/open-platform';
import { ApiClient } from './api-client';
import { DEMO_OWNER, DEMO_SLUG, ensureDemoWorkspace } from './demo-workspace';
import { ensureSettings } from './ensure-settings';
import { seedShop } from './seed-shop';

/** The making of the demo, which goes on in the background until it is done or closed. */
export interface Demo {
  close(): Promise<void>;
}

/**
 * Fills the demo workspace where it is not full yet: its pictures are rendered by a child process and go the way
 * of anyone's uploads, through the API at `url`. What a stop cut short, the next start goes on with.
 */
export function startDemo(platform: Platform, url: string): Demo {
  const { log, unitOfWork } = platform;
  const closing = new AbortController();
  const seed = async () => {
    await ensureDemoWorkspace(unitOfWork);
    const api = new ApiClient(url, DEMO_SLUG);
    await api.signIn(DEMO_OWNER.email, DEMO_OWNER.password);
    await ensureSettings(api);
    const directory = await mkdtemp(join(tmpdir(), 'vitrine-demo-'));
    try {
      const made = await seedShop(api, directory, closing.signal, log);
      if (made > 0) log.info(`the demo shop is complete: ${url}`);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  };
  const seeding = seed().catch((error: unknown) => {
    if (!closing.signal.aborted)
      log.error({ err: error }, 'the demo could not be made; the next start tries again');
  });
  return {
    close() {
      closing.abort(new Error('stopping'));
      return seeding;
    },
  };
}
