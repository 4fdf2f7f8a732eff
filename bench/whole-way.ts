import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createWorkspace } from '../src/accounts';
import { loadConfig } from '../src/config';
import { ImageRenderer, MediaConsumers, processImage } from '../src/media';
import { DuplicateMode } from '../src/media/intake/duplicate-mode';
import { intakeLimits } from '../src/media/intake/intake-limits';
import { uploadMedia } from '../src/media/intake/upload-media';
import { migrateVitrine } from '../src/migrate';
import { MODULES } from '../src/modules';
import { systemActor } from '../src/platform/actor';
import { startEmbeddedPostgres } from '../src/platform/database/embedded';
import { createLog } from '../src/platform/log';
import { openPlatform } from '../src/platform/open-platform';

/** A way that one image after the other can go. */
export interface WholeWay {
  /** Takes the photograph in as bytes that were never seen before, and ends when its variants are published. */
  goOnce(): Promise<void>;
  close(): Promise<void>;
}

/** The whole way of an upload, but for HTTP and the queue: receive, hash, store, rows, render, store, publish. */
export async function openWholeWay(photograph: string): Promise<WholeWay> {
  const directory = await mkdtemp(join(tmpdir(), 'whole-way-'));
  await chmod(directory, 0o755);
  const postgres = await startEmbeddedPostgres({ directory: join(directory, 'postgres') });
  const { appUrl: url, ownerUrl } = postgres;
  await migrateVitrine({ ownerUrl, appUrl: url });
  const secret = randomBytes(32).toString('hex');
  const config = loadConfig({ DATA_DIR: directory, DATABASE_URL: url }, () => ({
    jwtSecret: secret,
    mediaUrlKeys: [{ id: '1', secret }],
  }));
  const log = createLog({ level: 'error' });
  const platform = await openPlatform(config, { url, directUrl: url, ownerUrl }, MODULES, log);
  const owner = { email: 'bench@example.com' };
  const { workspaceId } = await createWorkspace(platform.unitOfWork, { slug: 'bench', name: 'Bench', owner });
  const renderer = new ImageRenderer({ processes: 1 });
  const origin = { workspaceId, actor: systemActor('bench') };
  const deps = {
    ...platform,
    consumers: new MediaConsumers([]),
    limits: intakeLimits(config.uploads),
    quota: config.quota,
    renderer,
    onProgress: () => undefined,
  };
  const bytes = await readFile(photograph);

  return {
    async goOnce() {
      // Decoders end at the end of the picture; what stands behind it makes the bytes new.
      const stream = Readable.from([bytes, randomBytes(16)]);
      const upload = { stream, filename: 'photograph.jpg', details: {}, onDuplicate: DuplicateMode.REUSE };
      const { contentId } = await uploadMedia(deps, origin, upload);
      await processImage(deps, workspaceId, contentId, new AbortController().signal);
      const published = await platform.database
        .workspace(workspaceId)
        .row<{ status: string }>('SELECT status FROM content WHERE workspace_id = $1 AND id = $2', contentId);
      if (published?.status !== 'COMPLETED') throw new Error('The photograph was not processed.');
    },
    async close() {
      await renderer.close(0);
      await platform.close();
      await postgres.stop();
      await rm(directory, { recursive: true });
    },
  };
}
