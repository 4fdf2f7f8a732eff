import { refuse, UserErrorCode } from '../../platform/errors';
import { type Tx } from '../../platform/unit-of-work/transaction';
import { type Arrangement, place, without } from './arrangement';
import { changeEntityMedia, type EntityKey } from './change-entity-media';
import { type MediaConsumers } from './consumer';
import { requireAttached } from './detach-media';

export interface MediaMove {
  /** An attachment's id. */
  readonly id: string;
  /** Where it shall stand within its role once it was moved, from 0; beyond the end is the end. */
  readonly position: number;
}

/** Moves attachments within their roles, one move after the other, all or none. */
export async function reorderMedia(
  tx: Tx,
  consumers: MediaConsumers,
  entity: EntityKey,
  moves: readonly MediaMove[],
): Promise<void> {
  await changeEntityMedia(tx, consumers, entity, (before) => {
    requireAttached(
      before,
      moves.map(({ id }) => id),
      (index) => ['moves', String(index), 'id'],
    );
    return moves.reduce(moved, before);
  });
}

function moved(arrangement: Arrangement, { id, position }: MediaMove, index: number): Arrangement {
  if (position < 0) {
    throw refuse(UserErrorCode.INVALID, 'Positions count from 0.', ['moves', String(index), 'position']);
  }
  const slot = arrangement.find((each) => each.id === id);
  return slot ? place(without(arrangement, new Set([id])), slot, position) : arrangement;
}
