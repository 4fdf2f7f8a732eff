import {
  type DeliveryPath,
  formatDeliveryPath,
  type OriginalPath,
  parseDeliveryPath,
  type RenditionPath,
} from './delivery-path';
import { type UrlKey, UrlSigner } from './url-signer';

/** Where delivery is mounted. */
export const DELIVERY_PATH = '/media';

/** An original's URL is good for at least so long, and until the hour is full: within an hour it stays the same. */
const ORIGINAL_LEAST_SECONDS = 3600;
const HOUR_SECONDS = 3600;

/** Makes and reads the URLs of delivery: `{base}/media/{key id}.{signature}/{what the signature is of}`. */
export class MediaUrls {
  readonly #signer: UrlSigner;

  /**
   * @param keys the first signs, all are accepted
   * @param baseUrl absolute, without a slash at the end; asked for each URL, as a port may be known late
   */
  constructor(
    keys: readonly UrlKey[],
    private readonly baseUrl: () => string,
  ) {
    this.#signer = new UrlSigner(keys);
  }

  /** The permanent URL of bytes that never change. */
  renditionUrl(rendition: Omit<RenditionPath, 'kind'>): string {
    const text = formatDeliveryPath({ kind: 'rendition', ...rendition });
    // Nothing in it needs encoding, and a page has hundreds of these.
    return this.url(text, text);
  }

  /** A URL that downloads the upload itself under the file name, for one to two hours after `now`, in milliseconds. */
  originalUrl(original: Omit<OriginalPath, 'kind' | 'expiresAt'>, now: number = Date.now()): string {
    const least = now / 1000 + ORIGINAL_LEAST_SECONDS;
    const expiresAt = Math.ceil(least / HOUR_SECONDS) * HOUR_SECONDS;
    const filename = segmentOf(original.filename);
    const text = formatDeliveryPath({ ...original, kind: 'original', expiresAt, filename });
    return this.url(text, text.split('/').map(encodeURIComponent).join('/'));
  }

  /**
   * What the path of a request names, as it stands behind `/media`, percent-encoded. `forged` where the signature
   * is not ours; null for what is no path of delivery at all.
   */
  read(path: string): DeliveryPath | 'forged' | null {
    const [, signed, encoded] = /^\/([^/]+)\/(.+)$/.exec(path) ?? [];
    const text = encoded === undefined ? null : decoded(encoded);
    if (signed === undefined || text === null) return null;
    return this.#signer.verify(signed, text) ? parseDeliveryPath(text) : 'forged';
  }

  private url(signed: string, path: string): string {
    return `${this.baseUrl()}${DELIVERY_PATH}/${this.#signer.sign(signed)}/${path}`;
  }
}

/** A file name that stays one segment of a path, whatever a browser or proxy makes of dots and slashes. */
function segmentOf(filename: string): string {
  const name = filename.replaceAll(/[/\\\p{Cc}]/gu, '_');
  return /^\.{0,2}$/.test(name) ? 'file' : name;
}

function decoded(encoded: string): string | null {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return null;
  }
}
