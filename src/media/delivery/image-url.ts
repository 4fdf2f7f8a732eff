import { transformName } from '../transforms/transform';
import { type ChosenTransform, chooseTransform } from './choose-transform';
import { type ImageSource } from './image-source';
import { type ImageRequest } from './image-transform';
import { type MediaUrls } from './media-urls';

/** The permanent URL of a picture, made into what was asked for; without a request, the whole picture. */
export function imageUrl(urls: MediaUrls, source: ImageSource, request: ImageRequest = {}): string {
  return chosenUrl(urls, source, chooseTransform(source, request));
}

/** The URL of what was chosen for a picture. */
export function chosenUrl(
  urls: MediaUrls,
  source: ImageSource,
  { transform, format }: ChosenTransform,
): string {
  const { workspaceId, contentId, recipe } = source;
  return urls.renditionUrl({ workspaceId, contentId, recipe, transform: transformName(transform), format });
}
