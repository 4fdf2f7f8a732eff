import { v5 as nameUuid } from 'uuid';
import { type ImageSource } from './image-source';

/**
 * The uuid of a picture as it is used. Equal ones stand for equal images, as clients keep them by id: so one content
 * with two alts, or cropped around two points, has two. Without either it is the content's own.
 */
export function imageUuid({ contentId, alt, focalPoint }: ImageSource): string {
  if (alt === null && focalPoint === null) return contentId;
  return nameUuid(JSON.stringify([alt, focalPoint?.x ?? null, focalPoint?.y ?? null]), contentId);
}
