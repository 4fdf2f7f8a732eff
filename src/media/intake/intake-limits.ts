import { type Refusal, refuse, UserErrorCode } from '../../platform/errors';
import { MediaType } from '../media-type';

/** How many bytes a file may have: any at all, and each of a media type that has a limit of its own. */
export interface IntakeLimits {
  readonly maxBytes: number;
  readonly maxBytesOf: Partial<Readonly<Record<MediaType, number>>>;
}

/** The limits that the configuration sets. */
export function intakeLimits(uploads: {
  readonly maxBytes: number;
  readonly maxImageBytes: number;
  readonly maxDocumentBytes: number;
}): IntakeLimits {
  const { maxBytes, maxImageBytes, maxDocumentBytes } = uploads;
  return {
    maxBytes,
    maxBytesOf: { [MediaType.IMAGE]: maxImageBytes, [MediaType.DOCUMENT]: maxDocumentBytes },
  };
}

const NOUNS: Readonly<Record<MediaType, string>> = {
  [MediaType.IMAGE]: 'an image',
  [MediaType.VIDEO]: 'a video',
  [MediaType.AUDIO]: 'an audio file',
  [MediaType.MODEL_3D]: 'a 3D model',
  [MediaType.DOCUMENT]: 'a document',
};

/** The most that a file of the media type may have; of any type, where it is not known yet. */
export function maxBytesOf(limits: IntakeLimits, mediaType?: MediaType): number {
  const own = mediaType && limits.maxBytesOf[mediaType];
  return Math.min(own ?? limits.maxBytes, limits.maxBytes);
}

/** The refusal of a file that is larger than what `maxBytesOf` allows. */
export function tooLarge(limits: IntakeLimits, mediaType?: MediaType): Refusal {
  const noun = mediaType ? NOUNS[mediaType] : 'a file';
  const most = byteSizeInWords(maxBytesOf(limits, mediaType));
  return refuse(UserErrorCode.FILE_TOO_LARGE, `This is too large: ${noun} may have at most ${most}.`);
}

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const;

/** `100 MB`, `1.5 GB`: in units of 1024, with one decimal where there is one. */
export function byteSizeInWords(bytes: number): string {
  const step = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), UNITS.length - 1);
  return `${Number((bytes / 1024 ** step).toFixed(1))} ${UNITS[step] ?? ''}`;
}
