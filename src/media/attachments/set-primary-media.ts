import { type Tx } from '../../platform/unit-of-work/transaction';
import { withPrimary } from './arrangement';
import { changeEntityMedia, type EntityKey } from './change-entity-media';
import { type MediaConsumers } from './consumer';

/** Makes one attached image the entity's primary one. */
export async function setPrimaryMedia(
  tx: Tx,
  consumers: MediaConsumers,
  entity: EntityKey,
  id: string,
): Promise<void> {
  await changeEntityMedia(tx, consumers, entity, (before) => withPrimary(before, id));
}
