import { chooseTransform } from './choose-transform';
import { type DeliveredFormat, fallbackFormat, MIME_TYPES } from '../transforms/delivered-format';
import { type ImageSource } from './image-source';
import { ImageFormat } from './image-transform';
import { chosenUrl } from './image-url';
import { type MediaUrls } from './media-urls';
import { srcset } from './srcset';

export interface PictureOptions {
  /** The `sizes` attribute: how wide the picture will stand, in CSS; by default as wide as the window. */
  readonly sizes?: string | null | undefined;
  /** In pixels; by default those of `srcset`. */
  readonly widths?: readonly number[] | null | undefined;
  /** Loaded when it comes near to being seen; by default so. */
  readonly lazy?: boolean | null | undefined;
}

const REQUESTED: Readonly<Record<DeliveredFormat, ImageFormat>> = {
  avif: ImageFormat.AVIF,
  webp: ImageFormat.WEBP,
  jpg: ImageFormat.JPEG,
  png: ImageFormat.PNG,
};

/**
 * A complete `<picture>` element of the whole picture: AVIF and WebP first, JPEG or PNG for who reads neither.
 * Width and height are set, so that the page does not move when it comes; a picture without alt is decoration
 * and has an empty one. Whatever the texts hold, it is an attribute's value and nothing else.
 */
export function pictureHtml(
  urls: MediaUrls,
  source: ImageSource,
  { sizes, widths, lazy }: PictureOptions = {},
): string {
  const candidates = (format: DeliveredFormat): Attributes => ({
    srcset: srcset(urls, source, widths ?? [], { format: REQUESTED[format] }),
    sizes: sizes ?? '100vw',
  });
  const fallback = fallbackFormat(source.facts);
  const chosen = chooseTransform(source, { format: REQUESTED[fallback] });
  // A browser takes the first that it reads, and of an animation only WebP moves.
  const modern: readonly DeliveredFormat[] = source.facts.animated ? ['webp'] : ['avif', 'webp'];
  const sources = modern.map((format) =>
    element('source', { type: MIME_TYPES[format], ...candidates(format) }),
  );
  const image = element('img', {
    src: chosenUrl(urls, source, chosen),
    ...candidates(fallback),
    width: chosen.width,
    height: chosen.height,
    alt: source.alt ?? '',
    loading: (lazy ?? true) ? 'lazy' : 'eager',
    decoding: 'async',
  });
  return `<picture>${sources.join('')}${image}</picture>`;
}

type Attributes = Readonly<Record<string, string | number>>;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** An element that has no end tag. */
function element(name: string, attributes: Attributes): string {
  const written = Object.entries(attributes).map(
    ([attribute, value]) => ` ${attribute}="${escaped(String(value))}"`,
  );
  return `<${name}${written.join('')}>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
