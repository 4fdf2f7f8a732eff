import { type ImageFacts } from '../content/content.entity';

/** File extensions of what is delivered, and what they are called in HTTP. */
export const MIME_TYPES = {
  avif: 'image/avif',
  webp: 'image/webp',
  jpg: 'image/jpeg',
  png: 'image/png',
} as const;

export type DeliveredFormat = keyof typeof MIME_TYPES;

/** True for an extension that is delivered. */
export function isDelivered(format: string): format is DeliveredFormat {
  return Object.hasOwn(MIME_TYPES, format);
}

/** The format that everything reads, and in which nothing is lost of what a picture shows. */
export function fallbackFormat({ hasAlpha }: Pick<ImageFacts, 'hasAlpha'>): DeliveredFormat {
  return hasAlpha ? 'png' : 'jpg';
}
