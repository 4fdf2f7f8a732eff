import DataLoader from 'dataloader';
import { loaderKey } from '../../platform/graphql/loaders';
import { type WorkspaceContext } from '../../platform/graphql/workspace-context';
import { loadMedia } from './load-media';
import { showMedia, type ShownMedia } from './show-media';

const MEDIA = loaderKey<string, ShownMedia | null>('media');

/**
 * A library item by the id inside, deleted or not; one statement for all of a request's. Whether the caller may
 * see it is for the field to know that leads to it.
 */
export function loadMediaRow({ loaders, db }: WorkspaceContext, id: string): Promise<ShownMedia | null> {
  const batch = async (ids: readonly string[]) => {
    const found = await loadMedia(db, ids);
    return ids.map((each) => {
      const media = found.get(each);
      return media ? showMedia(media) : null;
    });
  };
  return loaders.get(MEDIA, () => new DataLoader(batch)).load(id);
}
