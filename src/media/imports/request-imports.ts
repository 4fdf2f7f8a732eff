import { v7 as uuid } from 'uuid';
import { lockWorkspace } from '../../accounts';
import { refuse, UserErrorCode } from '../../platform/errors';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { type CleanImport } from './clean-imports';
import { importRequested } from './import-events';
import { loggedSource } from './import-source';
import { MediaImport } from './media-import.entity';

/** How many imports of a workspace may wait or run at once. */
export const MAX_UNFINISHED = 1_000;

const UNFINISHED = `
  SELECT count(*)::integer AS imports FROM media_import WHERE workspace_id = $1 AND due_at IS NOT NULL`;

// The events of this commit have the work done; should one get lost, its work is due a minute later all the same.
const MINUTE_MS = 60_000;

/**
 * Has these imported in the background, in the name of the user who acts. Returns their ids, in their order. Refuses
 * all of them, LIMIT_EXCEEDED at `field`, where that would leave more than MAX_UNFINISHED waiting in the workspace,
 * which is locked for that.
 */
export async function requestImports(
  tx: Tx,
  imports: readonly CleanImport[],
  field: readonly string[],
): Promise<string[]> {
  const { actor } = tx;
  if (actor.kind !== 'user') throw new Error('An import needs the user in whose name it is done.');
  if (imports.length === 0) return [];
  await lockWorkspace(tx);
  const waiting = (await tx.row<{ imports: number }>(UNFINISHED))?.imports ?? 0;
  if (waiting + imports.length > MAX_UNFINISHED) {
    const message = `At most ${MAX_UNFINISHED} imports may wait at once, and ${waiting} do. Come back when some are done.`;
    throw refuse(UserErrorCode.LIMIT_EXCEEDED, message, field);
  }
  const requested = imports.map((each) => ({ ...each, id: uuid() }));
  await tx.insert(
    MediaImport,
    requested.map((each) => ({ ...each, requestedBy: actor.id, dueAt: new Date(Date.now() + MINUTE_MS) })),
  );
  for (const { id, source, filename, details, onDuplicate } of requested) {
    tx.audit({
      action: 'mediaImport.request',
      subject: { type: 'mediaImport', id },
      after: {
        source: loggedSource(source),
        ...(filename !== null && { filename }),
        ...details,
        onDuplicate,
      },
    });
    importRequested(tx, id);
  }
  return requested.map(({ id }) => id);
}
