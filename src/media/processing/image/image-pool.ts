import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { JobFailedError, JobMemoryError } from '../../../platform/isolation/pool-errors';
import { ProcessPool } from '../../../platform/isolation/process-pool';
import { ImageFailure, isImageFailureCode, tooHeavy } from './image-failure';

export interface ImagePoolOptions {
  /** Child processes at most: one image each at a time, one core each. */
  readonly processes: number;
  /** Images that may wait for a child. */
  readonly maxQueued: number;
  /** Time by the clock for one image. */
  readonly deadlineMs: number;
  /** Where libvips unpacks what it does not hold in memory: for a large moving WebP, up to four bytes a pixel. */
  readonly temporaryFolder?: string | undefined;
}

const MIB = 1024 * 1024;

// Measured at the peak: AVIF of 40 megapixels, 10 bits and alpha 1,110 MiB, progressive JPEG of 100 megapixels in
// 4:4:4 700 MiB, interlaced PNG or lossless WebP of 100 with alpha 580 MiB; a JPEG of 48, 140 MiB.
const CHILD_LIMITS = { memoryBytes: 1_536 * MIB, cpuSeconds: 120, maxOldSpaceMb: 128 };
const RECYCLE_AFTER = 200;

// Fewer arenas and threads: memory that was freed is used again instead of lying about in another thread's arena.
const CHILD_ENV = { NODE_ENV: 'production', MALLOC_ARENA_MAX: '2', UV_THREADPOOL_SIZE: '2' };

/** A pool of children that run a module of this folder, `{name}.process`, on images that nobody vouches for. */
export function createImagePool<Request, Response>(
  name: string,
  { processes, maxQueued, deadlineMs, temporaryFolder = tmpdir() }: ImagePoolOptions,
): ProcessPool<Request, Response> {
  return new ProcessPool({
    // Beside this module, and compiled where this one is.
    modulePath: join(__dirname, `${name}.process${extname(__filename)}`),
    size: processes,
    maxQueued,
    limits: CHILD_LIMITS,
    deadlineMs,
    recycleAfter: RECYCLE_AFTER,
    env: { ...CHILD_ENV, TMPDIR: temporaryFolder },
  });
}

/** What an error of such a pool means: an ImageFailure where the file is to blame, else the error itself. */
export function imageFault(error: unknown): unknown {
  if (error instanceof JobMemoryError) return tooHeavy();
  if (error instanceof JobFailedError && isImageFailureCode(error.code)) {
    return new ImageFailure(error.code, error.message);
  }
  return error;
}
