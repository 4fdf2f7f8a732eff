import { type ChosenTransform, chooseTransform } from './choose-transform';
import { type ImageSource } from './image-source';
import { type ImageRequest } from './image-transform';
import { chosenUrl } from './image-url';
import { type MediaUrls } from './media-urls';

/** From a thumbnail to a wide screen with two device pixels to each of CSS. */
export const DEFAULT_WIDTHS: readonly number[] = [150, 300, 600, 900, 1200, 1800, 2400];

/**
 * The value of a `srcset` attribute: `url 300w, url 1200w`, from the narrowest to the widest. Each width is the
 * true one of what its URL delivers and stands there once, so none is beyond the picture's own. `request` says the
 * rest: its `maxHeight` is for its `maxWidth`, and changes with the width. No widths, the default ones.
 */
export function srcset(
  urls: MediaUrls,
  source: ImageSource,
  widths: readonly number[] = [],
  request: ImageRequest = {},
): string {
  const byWidth = new Map<number, ChosenTransform>();
  for (const width of widths.length > 0 ? widths : DEFAULT_WIDTHS) {
    const chosen = chooseTransform(source, atWidth(request, width));
    byWidth.set(chosen.width, chosen);
  }
  return [...byWidth]
    .sort(([a], [b]) => a - b)
    .map(([width, chosen]) => `${chosenUrl(urls, source, chosen)} ${width}w`)
    .join(', ');
}

function atWidth(request: ImageRequest, maxWidth: number): ImageRequest {
  const { maxWidth: askedWidth, maxHeight } = request;
  if (!askedWidth || !maxHeight) return { ...request, maxWidth };
  return { ...request, maxWidth, maxHeight: Math.round((maxHeight * maxWidth) / askedWidth) };
}
