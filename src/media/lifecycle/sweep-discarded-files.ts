import { systemActor } from '../../platform/actor';
import { failpoint } from '../../platform/failpoint';
import { type Sweep, type SweepContext, type SweepFinding } from '../../platform/sweeps/sweep';

interface DiscardedFile {
  readonly workspaceId: string;
  readonly contentId: string;
  readonly storageKey: string;
}

/** Whoever looked a file up before it was discarded has opened it by then. */
const GRACE_SECONDS = 300;
const EVERY_SECONDS = 300;
const PAGE = 500;

// What a row names stays, whatever else was said of it.
const DISCARDED = `
  SELECT workspace_id, content_id, storage_key FROM discarded_file d
  WHERE discarded_at < now() - make_interval(secs => ${GRACE_SECONDS})
    AND (workspace_id, content_id, storage_key) > ($1::uuid, $2::uuid, $3)
    AND NOT EXISTS (SELECT FROM rendition r WHERE r.workspace_id = d.workspace_id AND r.content_id = d.content_id
                      AND r.storage_key = d.storage_key)
  ORDER BY workspace_id, content_id, storage_key LIMIT ${PAGE}`;

const FORGET =
  'DELETE FROM discarded_file WHERE workspace_id = $1 AND content_id = $2 AND storage_key = ANY($3)';

const FIRST: DiscardedFile = {
  workspaceId: '00000000-0000-0000-0000-000000000000',
  contentId: '00000000-0000-0000-0000-000000000000',
  storageKey: '',
};

/**
 * Takes away the files that were discarded, and then the rows that say so: killed in between, it does so again. Their
 * keys are never used again, so that nothing else can be met under them.
 */
export const sweepDiscardedFiles: Sweep = {
  name: 'discarded-files',
  purpose: 'Deletes the files of renditions that were forgotten some minutes ago.',
  everySeconds: EVERY_SECONDS,
  run: takeFilesAway,
};

async function* takeFilesAway(context: SweepContext): AsyncGenerator<SweepFinding> {
  const { database, dryRun, signal, log } = context;
  const next = ({ workspaceId, contentId, storageKey }: DiscardedFile) =>
    database.everyWorkspace<DiscardedFile>(DISCARDED, workspaceId, contentId, storageKey);
  for (let page = await next(FIRST); page.length > 0; page = await next(page.at(-1) ?? FIRST)) {
    for (const files of byContent(page)) {
      if (signal.aborted) return;
      try {
        if (!dryRun) await takeAway(context, files);
        for (const { workspaceId, storageKey } of files)
          yield { workspaceId, what: `${storageKey} is deleted` };
      } catch (error) {
        log.error({ err: error, contentId: files[0]?.contentId }, 'discarded files could not be taken away');
      }
    }
  }
}

function byContent(files: readonly DiscardedFile[]): readonly (readonly DiscardedFile[])[] {
  const groups = new Map<string, DiscardedFile[]>();
  for (const file of files) {
    const group = groups.get(file.contentId) ?? [];
    group.push(file);
    groups.set(file.contentId, group);
  }
  return [...groups.values()];
}

async function takeAway(
  { storage, unitOfWork }: SweepContext,
  files: readonly DiscardedFile[],
): Promise<void> {
  const [first] = files;
  if (!first) return;
  const { workspaceId, contentId } = first;
  const keys = files.map(({ storageKey }) => storageKey);
  await storage.delete(keys);
  failpoint('discarded-files:deleted');
  const actor = systemActor('sweep:discarded-files');
  await unitOfWork.run({ workspaceId, actor }, (tx) => tx.rows(FORGET, contentId, keys));
}
