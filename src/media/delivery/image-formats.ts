import { type ImageFacts } from '../content/content.entity';

/** File extensions of what is delivered, and what they are called in HTTP. */
export const MIME_TYPES = {
  avif: 'image/avif',
  webp: 'image/webp',
  jpg: 'image/jpeg',
  png: 'image/png',
} as const;

export type DeliveredFormat = keyof typeof MIME_TYPES;

/** Formats that every picture is stored in when it is processed: WebP, and what anything reads. */
export type StoredFormat = Extract<DeliveredFormat, 'webp' | 'jpg' | 'png'>;

/** Of the stored formats, those that not everything reads; the best one first. */
export const MODERN_FORMATS: readonly StoredFormat[] = ['webp'];

/** The stored format that everything reads. */
export function fallbackFormat(facts: Pick<ImageFacts, 'hasAlpha'>): StoredFormat {
  return facts.hasAlpha ? 'png' : 'jpg';
}

/** True for an extension that is delivered. */
export function isDelivered(format: string): format is DeliveredFormat {
  return Object.hasOwn(MIME_TYPES, format);
}
