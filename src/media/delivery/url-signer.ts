import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

/** A key of `MEDIA_URL_KEYS`. */
export interface UrlKey {
  /** Letters and digits; it stands in the URL. */
  readonly id: string;
  readonly secret: string;
}

/** 128 bits: beyond guessing, and 22 characters in a URL. */
const SIGNATURE_BYTES = 16;

/**
 * Signs texts with the first of its keys, and knows the signatures of all of them: a new key is put in front, an
 * old one is taken away once no URL of its time is wanted any more.
 */
export class UrlSigner {
  readonly #first: { readonly id: string; readonly key: KeyObject };
  readonly #keys: ReadonlyMap<string, KeyObject>;

  constructor(keys: readonly UrlKey[]) {
    const imported = keys.map(({ id, secret }) => ({ id, key: createSecretKey(secret, 'utf8') }));
    if (!imported[0]) throw new Error('Media URLs need at least one key to be signed with.');
    this.#first = imported[0];
    this.#keys = new Map(imported.map(({ id, key }) => [id, key]));
    if (this.#keys.size < keys.length) throw new Error('Two keys of media URLs have the same id.');
  }

  /** `{key id}.{signature}`: HMAC-SHA256 of the text, its first 128 bits in base64url. */
  sign(text: string): string {
    return `${this.#first.id}.${signature(this.#first.key, text)}`;
  }

  /** True for what `sign` gave for the text, under any of the keys; takes as long for any wrong signature. */
  verify(signed: string, text: string): boolean {
    const dot = signed.indexOf('.');
    const key = this.#keys.get(signed.slice(0, dot));
    if (dot < 0 || !key) return false;
    const expected = Buffer.from(signature(key, text));
    // Compared as text: base64url has several spellings of the same bytes, and each would be a URL of its own.
    const given = Buffer.from(signed.slice(dot + 1));
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}

function signature(key: KeyObject, text: string): string {
  return createHmac('sha256', key).update(text).digest().toString('base64url', 0, SIGNATURE_BYTES);
}
