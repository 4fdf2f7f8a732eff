// Azure and S3 take 1024 bytes; what is left is for a prefix of the operator's.
const MAX_KEY_LENGTH = 900;
// The longest name of a file on the usual file systems.
const MAX_NAME_LENGTH = 255;
const NAME = /^[A-Za-z0-9_-](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?$/;

/**
 * True for what every backend can store under: a relative path of names with `/` between them, at most 900
 * characters. A name has letters, digits, `.`, `_` and `-`, at most 255 of them, and neither begins nor ends
 * with a dot: so there is no `..`, no hidden file, and nothing that a backend would write in another way.
 */
export function isKey(text: string): boolean {
  if (text.length > MAX_KEY_LENGTH) return false;
  return text.split('/').every((name) => name.length <= MAX_NAME_LENGTH && NAME.test(name));
}

/** Throws for what is no key: a bug of the caller, as keys are never made of what clients send. */
export function assertKey(key: string): void {
  if (!isKey(key)) throw new Error(`Not a storage key: ${JSON.stringify(key.slice(0, 200))}`);
}
