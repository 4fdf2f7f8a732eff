import { z } from 'zod';
import { ImageRenderer, mediaOfContent, processImage } from '../src/media';
import { EVENTS_CHANNEL } from '../src/platform/outbox/hand-on-events';
import { type StartWorker } from './worker';

const ImageJob = z.object({ workspaceId: z.uuid(), contentId: z.uuid() });

/** Makes the variants of images, in as many child processes as configured. */
export const startImageWorker: StartWorker = ({
  config,
  log,
  database,
  unitOfWork,
  storage,
  queues,
  broadcast,
}) => {
  const renderer = new ImageRenderer({ processes: config.imageWorkers });
  const onProgress = (workspaceId: string, contentId: string) => {
    tellProgress(workspaceId, contentId).catch((error: unknown) => {
      log.debug({ err: error }, 'progress could not be told');
    });
  };
  const tellProgress = async (workspaceId: string, contentId: string) => {
    for (const mediaId of await mediaOfContent(database.workspace(workspaceId), contentId)) {
      const event = {
        id: mediaId,
        workspaceId,
        name: 'media.changed',
        payload: { mediaId, kind: 'UPDATED' },
      };
      await broadcast.publish(EVENTS_CHANNEL, event);
    }
  };
  const deps = { unitOfWork, storage, renderer, log, onProgress };

  const worker = queues.work(
    'image',
    async ({ payload, signal }) => {
      const { workspaceId, contentId } = ImageJob.parse(payload);
      await processImage(deps, workspaceId, contentId, signal);
    },
    { concurrency: config.imageWorkers },
  );
  return {
    async close() {
      await worker.close();
      await renderer.close();
    },
  };
};
