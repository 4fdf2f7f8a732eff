import { type ImageFacts } from '../content/content.entity';
import { type ImageSource } from '../delivery/image-source';
import { MediaStatus, MediaType } from '../media-type';
import { type MediaRow } from './load-media';

/**
 * The picture of a library item that is an image; null until its variants are published. `alt` is what the use at
 * hand calls it, instead of what the library does.
 */
export function imageSourceOf(media: MediaRow, alt: string | null = null): ImageSource | null {
  const { workspaceId, contentId, mediaType, status, recipe, facts, focalX, focalY } = media;
  if (mediaType !== MediaType.IMAGE || status !== MediaStatus.COMPLETED || recipe === null) return null;
  return {
    workspaceId,
    contentId,
    recipe,
    facts: facts as ImageFacts,
    focalPoint: focalX === null || focalY === null ? null : { x: focalX, y: focalY },
    alt: alt ?? media.alt,
  };
}
