import { refuse, UserErrorCode } from '../../platform/errors';
import { OutboundError } from '../../platform/outbound/outbound-error';
import { parseWebUrl } from '../../platform/outbound/web-url';

/** Where bytes may be imported from, each kind in its own way. */
export type SourceKind = 'url';

export const MAX_SOURCE_LENGTH = 2_000;
/** The parser of URLs would take these away unseen. */
const UNSEEN = /[\s\p{Cc}\p{Cs}]/u;

/**
 * Tells what kind of source a text names. Throws a Refusal, INVALID at `field`, for what is none; whether anything
 * is there, and whether it may be fetched from there, is found out when it is.
 */
export function readSource(source: string, field: readonly string[]): SourceKind {
  if (source.length > MAX_SOURCE_LENGTH) {
    throw refuse(UserErrorCode.INVALID, `This may have at most ${MAX_SOURCE_LENGTH} characters.`, field);
  }
  if (UNSEEN.test(source)) throw refuse(UserErrorCode.INVALID, 'This is no URL.', field);
  try {
    parseWebUrl(source);
  } catch (error) {
    if (error instanceof OutboundError) throw refuse(UserErrorCode.INVALID, error.message, field);
    throw error;
  }
  return 'url';
}

/** A source as the log may have it: without what follows a `?`, which may be as good as a password. */
export function loggedSource(source: string): string {
  return source.replace(/[?#].*$/, '');
}
