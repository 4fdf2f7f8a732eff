import { resolve } from 'node:path';
import { type ProcessPool } from '../../../platform/isolation/process-pool';
import { type FocalPoint } from './crop-window';
import { DEFAULT_IMAGE_LIMITS, type ImageLimits } from './image-limits';
import { createImagePool, imageFault, type ImagePoolOptions } from './image-pool';
import { type ImageSet, type RenderRequest } from './render-image-set';

export type ImageRendererOptions = Pick<ImagePoolOptions, 'processes' | 'temporaryFolder'> &
  Partial<ImagePoolOptions> & { readonly limits?: ImageLimits };

export interface RenderOptions {
  readonly focalPoint?: FocalPoint | undefined;
  readonly signal?: AbortSignal;
  /** Called with the part that is done, from 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
}

/** Makes image variants in child processes under limits, so that no image can harm this one. */
export class ImageRenderer {
  readonly #pool: ProcessPool<RenderRequest, ImageSet>;
  readonly #limits: ImageLimits;

  constructor({ limits = DEFAULT_IMAGE_LIMITS, ...options }: ImageRendererOptions) {
    this.#limits = limits;
    this.#pool = createImagePool('image', { maxQueued: 100, deadlineMs: 180_000, ...options });
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
      throw imageFault(error);
    }
  }

  /** Waits for the images in work, at most for the grace, and ends all children. */
  close(graceMs?: number): Promise<void> {
    return this.#pool.close(graceMs);
  }
}
