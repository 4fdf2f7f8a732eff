import { type ImageFacts } from '../content/content.entity';
import { type DeliveredFormat, fallbackFormat, MIME_TYPES } from '../transforms/delivered-format';

/** How much a client wants a format (RFC 9110, 12.5.1), and whether it names it or only covers it by a wildcard. */
interface Wish {
  readonly format: DeliveredFormat;
  readonly weight: number;
  readonly isNamed: boolean;
}

/**
 * Which of WebP, AVIF and what everything reads (JPEG, or PNG where the ground shows through) suits a client best, by
 * its Accept header with its weights and wildcards.
 *
 * Of what it likes equally WebP comes first, which every preset is stored in; AVIF is for who prefers it or takes
 * nothing else, as it has to be made first. A format that it names beats one that it only covers by a wildcard of the
 * same weight, and a wildcard alone gets what everything reads: browsers name the modern formats that they know, while
 * what sends a bare wildcard (mail programs, link previews, old browsers) often reads none. Of an animation only WebP
 * moves, so there a wildcard gets WebP. What accepts none of them gets what everything reads, rather than nothing.
 */
export function negotiateFormat(
  accept: string | undefined,
  facts: Pick<ImageFacts, 'hasAlpha' | 'animated'>,
): DeliveredFormat {
  const fallback = fallbackFormat(facts);
  const named: readonly DeliveredFormat[] = ['webp', 'avif', fallback];
  const covered: readonly DeliveredFormat[] = facts.animated ? ['webp', fallback] : [fallback, 'webp'];
  const wishes = wishesOf(accept ?? '*/*', named);
  const most = Math.max(...wishes.map(({ weight }) => weight));
  if (most <= 0) return fallback;
  const wanted = (isNamed: boolean) =>
    wishes.filter((wish) => wish.weight === most && wish.isNamed === isNamed).map(({ format }) => format);
  const byName = wanted(true);
  const byWildcard = wanted(false);
  return (
    named.find((format) => byName.includes(format)) ??
    covered.find((format) => byWildcard.includes(format)) ??
    fallback
  );
}

function wishesOf(accept: string, formats: readonly DeliveredFormat[]): Wish[] {
  const weights = new Map(accept.split(',').map(weighted));
  return formats.map((format) => {
    const byName = weights.get(MIME_TYPES[format]);
    const weight = byName ?? weights.get('image/*') ?? weights.get('*/*') ?? 0;
    return { format, weight, isNamed: byName !== undefined };
  });
}

/** The type or range of one element of an Accept header, and its weight; what is no number weighs nothing. */
function weighted(element: string): [type: string, weight: number] {
  const [type = '', ...parameters] = element.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  return [type, weight === undefined ? 1 : Number(weight.slice(2)) || 0];
}
