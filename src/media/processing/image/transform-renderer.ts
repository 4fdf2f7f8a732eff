import { resolve } from 'node:path';
import { type ProcessPool } from '../../../platform/isolation/process-pool';
import { type Transform } from '../../transforms/transform';
import { type EncodedFormat } from './encode-variant';
import { DEFAULT_IMAGE_LIMITS, type ImageLimits } from './image-limits';
import { createImagePool, imageFault, type ImagePoolOptions } from './image-pool';
import { type RenderedTransform, type TransformRequest } from './render-transform';

export type TransformRendererOptions = Pick<ImagePoolOptions, 'processes' | 'maxQueued'> & {
  readonly limits?: ImageLimits;
};

/** Somebody waits for each: less than the set of an upload has. */
const DEADLINE_MS = 60_000;

/** Makes single renditions of pictures in child processes under limits. They start when first needed. */
export class TransformRenderer {
  readonly #pool: ProcessPool<TransformRequest, RenderedTransform>;
  readonly #limits: ImageLimits;

  constructor({ limits = DEFAULT_IMAGE_LIMITS, ...options }: TransformRendererOptions) {
    this.#limits = limits;
    this.#pool = createImagePool('transform', { deadlineMs: DEADLINE_MS, ...options });
  }

  /** How many wait for a child. */
  get waiting(): number {
    return this.#pool.waiting;
  }

  /**
   * Makes one rendition of the file at `path`, as a file in an existing folder, which is the caller's to remove.
   *
   * @throws ImageFailure: the file is to blame, and would fail again
   * @throws the errors of ProcessPool.run: another try may succeed
   */
  async render(
    path: string,
    folder: string,
    transform: Transform,
    format: EncodedFormat,
    signal: AbortSignal,
  ): Promise<RenderedTransform> {
    const request = { path: resolve(path), folder: resolve(folder), transform, format, limits: this.#limits };
    try {
      return await this.#pool.run(request, { signal });
    } catch (error) {
      throw imageFault(error);
    }
  }

  /** Waits for what is in work, at most for the grace, and ends all children. */
  close(graceMs?: number): Promise<void> {
    return this.#pool.close(graceMs);
  }
}
