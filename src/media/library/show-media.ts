import { MediaType } from '../media-type';
import { type MediaRow } from './load-media';

/** A library item as fields of the type Media return it: it names its GraphQL type. */
export type ShownMedia = MediaRow & { readonly __typename: string };

// A kind is added here when the library takes it and its GraphQL type is there.
const TYPE_NAMES: Partial<Readonly<Record<MediaType, string>>> = {
  [MediaType.IMAGE]: 'MediaImage',
  [MediaType.DOCUMENT]: 'Document',
};

/** Names the GraphQL type of a library item, by its kind. */
export function showMedia<M extends MediaRow>(media: M): M & ShownMedia {
  const name = TYPE_NAMES[media.mediaType];
  if (!name) throw new Error(`Library items of the kind ${media.mediaType} have no GraphQL type.`);
  return { ...media, __typename: name };
}
