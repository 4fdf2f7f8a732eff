import { type Request } from 'express';
import { type DeliveredFormat, MIME_TYPES } from './image-formats';

/** What is stored of one transform. */
export interface Choice<F extends DeliveredFormat> {
  readonly formats: readonly F[];
  readonly animated: boolean;
}

/** In which a picture is smallest, the best first, then those that everything reads. */
const PREFERENCE: readonly DeliveredFormat[] = ['avif', 'webp', 'jpg', 'png'];

/**
 * Which of the stored formats suits the client best, by its Accept header with its weights and wildcards.
 *
 * A format that the client names beats one that it only covers by a wildcard of the same weight, and a wildcard
 * alone gets what everything reads: browsers name the modern formats that they know, while what sends a bare
 * wildcard (mail programs, link previews, old browsers) often reads none. Of an animation only WebP moves, so there
 * a wildcard gets WebP. What accepts no stored format gets what everything reads, rather than nothing.
 */
export function negotiateFormat<F extends DeliveredFormat>(
  request: Pick<Request, 'accepts'>,
  { formats, animated }: Choice<F>,
): F | undefined {
  const preferred = PREFERENCE.filter((format): format is F =>
    (formats as readonly string[]).includes(format),
  );
  // Of what a client likes equally, `accepts` takes what comes first here.
  const offered = animated ? preferred : preferred.toReversed();
  const accepted = request.accepts(offered.map((format) => MIME_TYPES[format]));
  return offered.find((format) => MIME_TYPES[format] === accepted) ?? preferred.at(-1);
}
