import { systemActor } from '../../platform/actor';
import { type Sweep, type SweepContext, type SweepFinding } from '../../platform/sweeps/sweep';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { type MediaConsumer, type MediaConsumers } from '../attachments/consumer';

const BATCH = 200;
const ACTOR = systemActor('sweep:vanished-entities');
const BEFORE_ALL = { workspaceId: '00000000-0000-0000-0000-000000000000', entityType: '' };

interface EntityTypeHere {
  readonly workspaceId: string;
  readonly entityType: string;
}

// One step of a walk from type to type: each is found in the index, however many attachments it has.
const NEXT_TYPE = `
  SELECT workspace_id, entity_type FROM attachment
  WHERE (workspace_id, entity_type) > ($1, $2) ORDER BY workspace_id, entity_type LIMIT 1`;

const ENTITIES = `
  SELECT DISTINCT entity_id FROM attachment
  WHERE workspace_id = $1 AND entity_type = $2 AND entity_id > $3
  ORDER BY entity_id LIMIT ${BATCH}`;

/**
 * Takes away attachments whose entity does not exist any more. Whoever deletes an entity detaches its media in the
 * same commit, so each finding is a bug of its module, and is logged as an error. Attachments of an entity type that no
 * module has registered are reported and kept: the module may only not be there in this process.
 */
export function sweepVanishedEntities(consumers: MediaConsumers): Sweep {
  return {
    name: 'vanished-entities',
    purpose:
      'Takes away attachments whose entity does not exist any more, and reports them as the bug they are.',
    everySeconds: 6 * 60 * 60,
    run: (context) => sweepAll(context, consumers),
  };
}

async function* sweepAll(context: SweepContext, consumers: MediaConsumers): AsyncGenerator<SweepFinding> {
  const { database, signal, log } = context;
  const nextType = async ({ workspaceId, entityType }: EntityTypeHere) =>
    (await database.everyWorkspace<EntityTypeHere>(NEXT_TYPE, workspaceId, entityType))[0];

  let here = await nextType(BEFORE_ALL);
  for (; here && !signal.aborted; here = await nextType(here)) {
    const { workspaceId, entityType } = here;
    const consumer = consumers.get(entityType);
    if (!consumer) {
      yield { workspaceId, what: `attachments of entity type ${entityType}, which no module has: kept` };
      continue;
    }
    try {
      yield* sweepType(context, workspaceId, consumer);
    } catch (error) {
      log.error({ err: error, workspaceId, entityType }, 'attachments could not be looked through; going on');
    }
  }
}

async function* sweepType(
  { database, unitOfWork, log, dryRun, signal }: SweepContext,
  workspaceId: string,
  consumer: MediaConsumer,
): AsyncGenerator<SweepFinding> {
  const { entityType } = consumer;
  const rows = database.workspace(workspaceId);
  let last: string = BEFORE_ALL.workspaceId;
  for (;;) {
    const batch = await rows.rows<{ entityId: string }>(ENTITIES, entityType, last);
    const ids = batch.map(({ entityId }) => entityId);
    if (ids.length === 0 || signal.aborted) return;
    last = ids.at(-1) ?? last;
    // What staff see exists; the locks that tell for sure are for the rest.
    const seen = await consumer.labels(rows, ACTOR, ids);
    const doubtful = ids.filter((id) => !seen.has(id));
    if (doubtful.length === 0) continue;
    const vanished = await unitOfWork.run({ workspaceId, actor: ACTOR }, async (tx) => {
      const locked = await consumer.lock(tx, doubtful);
      const gone = doubtful.filter((id) => !locked.has(id));
      return dryRun ? countAttached(tx, entityType, gone) : detachVanished(tx, entityType, gone);
    });
    for (const { entityId, attachments } of vanished) {
      const said = { workspaceId, entityType, entityId, attachments };
      if (!dryRun)
        log.error(said, 'an entity is gone and its media were still attached: its module has a bug');
      yield {
        workspaceId,
        what: `${attachments} media are detached from ${entityType} ${entityId}, which is gone`,
      };
    }
  }
}

interface Vanished {
  readonly entityId: string;
  readonly attachments: number;
}

const COUNT = `
  SELECT entity_id, count(*)::integer AS attachments FROM attachment
  WHERE workspace_id = $1 AND entity_type = $2 AND entity_id = ANY ($3)
  GROUP BY entity_id ORDER BY entity_id`;

function countAttached(tx: Tx, entityType: string, entityIds: readonly string[]): Promise<Vanished[]> {
  return tx.rows<Vanished>(COUNT, entityType, entityIds);
}

const DETACH = `
  DELETE FROM attachment
  WHERE workspace_id = $1 AND entity_type = $2 AND entity_id = ANY ($3)
  RETURNING entity_id, media_id, role, is_primary AS primary, alt, caption`;

interface DetachedRow {
  readonly entityId: string;
  readonly mediaId: string;
  readonly role: string;
  readonly primary: boolean;
  readonly alt: string | null;
  readonly caption: string | null;
}

async function detachVanished(tx: Tx, entityType: string, entityIds: readonly string[]): Promise<Vanished[]> {
  const rows = await tx.rows<DetachedRow>(DETACH, entityType, entityIds);
  return entityIds.flatMap((entityId) => {
    const media = rows
      .filter((row) => row.entityId === entityId)
      .map(({ mediaId, role, primary, alt, caption }) => ({ mediaId, role, primary, alt, caption }));
    if (media.length === 0) return [];
    tx.audit({
      action: `${entityType}.media`,
      subject: { type: entityType, id: entityId },
      before: { media },
      after: { media: [] },
    });
    tx.publish('entity.media.changed', { entityType, entityId });
    return [{ entityId, attachments: media.length }];
  });
}
