import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { JobFailedError, JobMemoryError } from '../../../platform/isolation/pool-errors';
import { ProcessPool } from '../../../platform/isolation/process-pool';
import { type FocalPoint } from './crop-window';
import { ImageFailure, isImageFailureCode, tooHeavy } from './image-failure';
import { DEFAULT_IMAGE_LIMITS, type ImageLimits } from './image-limits';
import { type ImageSet, type RenderRequest } from './render-image-set';

export interface ImageRendererOptions {
  /** Child processes at most: one image each at a time, one core each. */
  readonly processes: number;
  /** Images that may wait for a child. */
  readonly maxQueued?: number;
  readonly limits?: ImageLimits;
  /** Time by the clock for one image. */
  readonly deadlineMs?: number;
  /** Where libvips unpacks what it does not hold in memory: for a large moving WebP, up to four bytes a pixel. */
  readonly temporaryFolder?: string;
}

export interface RenderOptions {
  readonly focalPoint?: FocalPoint | undefined;
  readonly signal?: AbortSignal;
  /** Called with the part that is done, from 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
}

const MIB = 1024 * 1024;

// Measured at the peak: AVIF of 40 megapixels, 10 bits and alpha 1,110 MiB, progressive JPEG of 100 megapixels in
// 4:4:4 700 MiB, interlaced PNG or lossless WebP of 100 with alpha 580 MiB; a JPEG of 48, 140 MiB.
const CHILD_LIMITS = { memoryBytes: 1_536 * MIB, cpuSeconds: 120, maxOldSpaceMb: 128 };
const RECYCLE_AFTER = 200;

// Fewer arenas and threads: memory that was freed is used again instead of lying about in another thread's arena.
const CHILD_ENV = { NODE_ENV: 'production', MALLOC_ARENA_MAX: '2', UV_THREADPOOL_SIZE: '2' };

/** Makes image variants in child processes under limits, so that no image can harm this one. */
export class ImageRenderer {
  readonly #pool: ProcessPool<RenderRequest, ImageSet>;
  readonly #limits: ImageLimits;

  constructor(options: ImageRendererOptions) {
    const { processes, maxQueued = 100, deadlineMs = 180_000, limits = DEFAULT_IMAGE_LIMITS } = options;
    const { temporaryFolder = tmpdir() } = options;
    this.#limits = limits;
    this.#pool = new ProcessPool({
      // Beside this module, and compiled where this one is.
      modulePath: join(__dirname, `image.process${extname(__filename)}`),
      size: processes,
      maxQueued,
      limits: CHILD_LIMITS,
      deadlineMs,
      recycleAfter: RECYCLE_AFTER,
      env: { ...CHILD_ENV, TMPDIR: temporaryFolder },
    });
  }

  /**
   * Renders the image set of the file at `path` into an existing folder, which is the caller's to empty and remove.
   *
   * @throws ImageFailure: the file is to blame, and would fail again
   * @throws the errors of ProcessPool.run: another try may succeed
   */
  async render(path: string, folder: string, options: RenderOptions = {}): Promise<ImageSet> {
    const { focalPoint, ...runOptions } = options;
    const request = { path: resolve(path), folder: resolve(folder), focalPoint, limits: this.#limits };
    try {
      return await this.#pool.run(request, runOptions);
    } catch (error) {
      if (error instanceof JobMemoryError) throw tooHeavy();
      if (error instanceof JobFailedError && isImageFailureCode(error.code)) {
        throw new ImageFailure(error.code, error.message);
      }
      throw error;
    }
  }

  /** Waits for the images in work, at most for the grace, and ends all children. */
  close(graceMs?: number): Promise<void> {
    return this.#pool.close(graceMs);
  }
}
