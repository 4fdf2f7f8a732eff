import { parse } from 'content-disposition';
import { type Fetched } from '../../platform/outbound/outbound-client';
import { cleanFilename } from '../intake/safe-filename';

/**
 * What a file is called where it was fetched: by its server (Content-Disposition, RFC 6266), else by the last part of
 * its URL's path. Made safe; null where it has no name.
 */
export function fetchedFilename({ headers, url }: Pick<Fetched, 'headers' | 'url'>): string | null {
  const disposition = headers['content-disposition'];
  const named = disposition === undefined ? undefined : parse(disposition).parameters.filename;
  return cleanFilename(named) ?? cleanFilename(lastSegment(url));
}

function lastSegment({ pathname }: URL): string {
  const segment = pathname.slice(pathname.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
