import { mkdir, rm } from 'node:fs/promises';
import { type Logger } from 'pino';
import { systemActor } from '../../platform/actor';
import { failpoint } from '../../platform/failpoint';
import { ObjectNotFoundError, type Storage } from '../../platform/storage/storage';
import { type Origin } from '../../platform/unit-of-work/transaction';
import { type UnitOfWork } from '../../platform/unit-of-work/unit-of-work';
import { whileLeased } from '../../platform/while-leased';
import { type ImageFacts } from '../content/content.entity';
import { contentKey } from '../content/storage-keys';
import { presetTransform } from '../transforms/preset-transforms';
import { transformName } from '../transforms/transform';
import { failContent, GIVEN_UP, MAX_ATTEMPTS, type ProcessingFailure, releaseContent } from './end-attempt';
import { ImageFailure } from './image/image-failure';
import { type ImageRenderer } from './image/image-renderer';
import { IMAGE_PRESETS, IMAGE_RECIPE, VARIANT_EXTENSIONS } from './image/presets';
import { type ImageSet } from './image/render-image-set';
import { type ImageVariant } from './image/write-variant';
import { claimContent, type ContentLease, RENEW_EVERY_MS, renewLease } from './lease-content';
import { type NewRendition, publishRenditions } from './publish-renditions';

export interface ProcessImageDeps {
  readonly unitOfWork: UnitOfWork;
  readonly storage: Storage;
  readonly renderer: ImageRenderer;
  readonly log: Logger;
  /** What variants are made by: IMAGE_RECIPE unless told otherwise. */
  readonly recipe?: number;
  /** Tells everyone who watches that a content got further; it may get lost. */
  readonly onProgress: (workspaceId: string, contentId: string) => void;
}

const MISSING: ProcessingFailure = { code: 'CORRUPT_FILE', message: 'The stored file could not be read.' };

/**
 * Makes the variants of one image, if that is still to be done: takes the lease, renders in a child process,
 * stores the files, and publishes all of them in one short transaction. May be killed at any line, and may run
 * twice at once: each lease has files of its own, and only its holder publishes. What was published before is
 * delivered until then. Never throws for what the file or a child did: the database says how it ended. Throws when it
 * is told to stop before it has, the work being given back, so that the job goes back as well.
 */
export async function processImage(
  deps: ProcessImageDeps,
  workspaceId: string,
  contentId: string,
  signal: AbortSignal,
): Promise<void> {
  const origin: Origin = { workspaceId, actor: systemActor('worker:image') };
  const { unitOfWork, recipe = IMAGE_RECIPE } = deps;
  const lease = await unitOfWork.run(origin, (tx) => claimContent(tx, contentId, recipe));
  if (!lease) return;
  failpoint('image:claimed');
  try {
    let progress = 0;
    const renew = async () => {
      const held = await unitOfWork.run(origin, (tx) => renewLease(tx, lease, progress));
      deps.onProgress(workspaceId, contentId);
      return held;
    };
    const held = { renew, everyMs: RENEW_EVERY_MS, said: { contentId } };
    await whileLeased(deps.log, held, signal, (inTime) =>
      makeAndPublish(deps, origin, lease, inTime, (fraction) => (progress = fraction)),
    );
  } catch (error) {
    await endAttempt(deps, origin, lease, error, signal);
  }
}

async function makeAndPublish(
  { unitOfWork, storage, renderer }: ProcessImageDeps,
  origin: Origin,
  lease: ContentLease,
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
): Promise<void> {
  const folder = await storage.temporaryPath();
  await mkdir(folder, { recursive: true });
  try {
    const set = await storage.withFile(lease.storageKey, (path) =>
      renderer.render(path, folder, { signal, onProgress }),
    );
    failpoint('image:rendered');
    const renditions = await storeVariants(storage, lease, set);
    failpoint('image:stored');
    const { width, height, animated, hasAlpha, thumbhash, dominantColor } = set.facts;
    const facts: ImageFacts = { width, height, animated, hasAlpha, thumbhash, dominantColor };
    const published = await unitOfWork.run(origin, (tx) => publishRenditions(tx, lease, facts, renditions));
    failpoint('image:published');
    if (!published) await storage.delete(renditions.map(({ storageKey }) => storageKey));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Stores variants under keys that nobody else stores anything under, so that no file ever changes. */
async function storeVariants(storage: Storage, lease: ContentLease, set: ImageSet): Promise<NewRendition[]> {
  return Promise.all(
    set.variants.map(async (variant) => {
      const transform = nameOf(variant);
      const format = VARIANT_EXTENSIONS[variant.format];
      const storageKey = contentKey(lease, lease.recipe, `${transform}.${lease.leaseId}.${format}`);
      await storage.moveIn(storageKey, variant.path, { contentType: `image/${variant.format}` });
      const { width, height, byteSize } = variant;
      return {
        transform,
        format,
        width,
        height,
        byteSize,
        sha256: Buffer.from(variant.sha256, 'hex'),
        storageKey,
      };
    }),
  );
}

function nameOf(variant: ImageVariant): string {
  const preset = IMAGE_PRESETS.find(({ name }) => name === variant.preset);
  if (!preset) throw new Error(`There is no preset ${variant.preset}.`);
  return transformName(presetTransform(preset));
}

/** Writes down how a try ended that did not publish; rethrows where it was only interrupted. */
async function endAttempt(
  { unitOfWork, log }: ProcessImageDeps,
  origin: Origin,
  lease: ContentLease,
  error: unknown,
  signal: AbortSignal,
): Promise<void> {
  const { contentId, attempt } = lease;
  if (signal.aborted) {
    await unitOfWork.run(origin, (tx) => releaseContent(tx, lease, 'interrupted'));
    throw error;
  }
  const failure = failureOf(error);
  if (failure ?? attempt >= MAX_ATTEMPTS) {
    log.info(
      { contentId, attempt, code: failure?.code, err: failure ? undefined : error },
      'an image failed',
    );
    await unitOfWork.run(origin, (tx) => failContent(tx, lease, failure ?? GIVEN_UP));
    return;
  }
  log.warn({ contentId, attempt, err: error }, 'a try to process an image failed and is repeated');
  await unitOfWork.run(origin, (tx) => releaseContent(tx, lease, 'failed'));
}

/** The file's own fault, which no further try would mend; null when it may not be the file's. */
function failureOf(error: unknown): ProcessingFailure | null {
  if (error instanceof ImageFailure) return { code: error.code, message: error.message };
  return error instanceof ObjectNotFoundError ? MISSING : null;
}
