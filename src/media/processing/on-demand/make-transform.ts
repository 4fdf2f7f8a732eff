import { mkdir, rm } from 'node:fs/promises';
import { systemActor } from '../../../platform/actor';
import { failpoint } from '../../../platform/failpoint';
import { type Log } from '../../../platform/log';
import { type Storage } from '../../../platform/storage/storage';
import { type Origin } from '../../../platform/unit-of-work/transaction';
import { type UnitOfWork } from '../../../platform/unit-of-work/unit-of-work';
import { LeaseLostError, whileLeased } from '../../../platform/while-leased';
import { MIME_TYPES } from '../../transforms/delivered-format';
import { parseTransformName } from '../../transforms/transform';
import { type TransformRenderer } from '../image/transform-renderer';
import { type MadeRendition, RENEW_EVERY_MS, renewLease } from './lease-transform';
import { publishTransform, type StoredTransform } from './publish-transform';
import { keyOfMaking, type TransformTarget } from './transform-target';

export interface MakeTransformDeps {
  readonly unitOfWork: UnitOfWork;
  readonly storage: Storage;
  readonly renderer: TransformRenderer;
  readonly log: Log;
  /** Renditions made on demand that a content keeps. */
  readonly mostKept: number;
}

/** Who acts when something is made because somebody asked for it. */
export function makingOrigin(workspaceId: string): Origin {
  return { workspaceId, actor: systemActor('delivery') };
}

/**
 * Makes a rendition under a lease: renders it in a child process, stores it and publishes it in one short
 * transaction. May be killed at any line: what it stored is found by its lease. Returns null when the lease was lost or
 * the content went meanwhile, and nothing is left then.
 *
 * @throws ImageFailure, and the errors of ProcessPool.run, the storage and the database; the lease is still held then
 */
export async function makeTransform(
  deps: MakeTransformDeps,
  target: TransformTarget,
  leaseId: string,
  outer: AbortSignal,
): Promise<MadeRendition | null> {
  const { unitOfWork, storage, log, mostKept } = deps;
  const origin = makingOrigin(target.workspaceId);
  const renew = () => unitOfWork.run(origin, (tx) => renewLease(tx, target, leaseId));
  const held = { renew, everyMs: RENEW_EVERY_MS, said: { contentId: target.contentId } };
  const making = whileLeased(log, held, outer, async (signal) => {
    const stored = await renderAndStore(deps, target, leaseId, signal);
    failpoint('transform:stored');
    const published = await unitOfWork.run(origin, (tx) =>
      publishTransform(tx, target, leaseId, stored, mostKept),
    );
    failpoint('transform:published');
    if (published) return stored;
    await storage.delete([stored.storageKey]);
    return null;
  });
  return making.catch((error: unknown) => {
    if (error instanceof LeaseLostError) return null;
    throw error;
  });
}

async function renderAndStore(
  { storage, renderer }: MakeTransformDeps,
  target: TransformTarget,
  leaseId: string,
  signal: AbortSignal,
): Promise<StoredTransform> {
  const transform = parseTransformName(target.transform);
  if (!transform) throw new Error(`There is no transform ${target.transform}.`);
  const { format } = target;
  const folder = await storage.temporaryPath();
  await mkdir(folder, { recursive: true });
  try {
    const made = await storage.withFile(target.originalKey, (path) =>
      renderer.render(path, folder, transform, format === 'jpg' ? 'jpeg' : format, signal),
    );
    failpoint('transform:rendered');
    const storageKey = keyOfMaking(target, leaseId);
    await storage.moveIn(storageKey, made.path, { contentType: MIME_TYPES[format] });
    const { width, height, byteSize } = made;
    const sha256 = Buffer.from(made.sha256, 'hex');
    return { width, height, byteSize, sha256, storageKey, createdAt: new Date() };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
