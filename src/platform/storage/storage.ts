import { type Readable } from 'node:stream';

/** Bytes from `start` to `end`, both included, as HTTP counts them. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface StoredObject {
  readonly key: string;
  readonly byteSize: number;
  readonly modifiedAt: Date;
}

/** Nothing is stored under the key. */
export class ObjectNotFoundError extends Error {
  constructor(readonly key: string) {
    super(`Nothing is stored under ${key}.`);
    this.name = 'ObjectNotFoundError';
  }
}

/**
 * Where bytes are kept, by key. Keys are relative paths with `/`, of letters, digits, `.`, `_` and `-`.
 * What is put under a key is there whole or not at all, and is durable once `putFile` returns.
 */
export interface Storage {
  /** Stores a copy of the file; the file itself stays. Putting the same key twice keeps one of the two, whole. */
  putFile(key: string, path: string, options: { readonly contentType: string }): Promise<void>;
  /** Opens the bytes for reading. Throws ObjectNotFoundError. */
  open(key: string, range?: ByteRange): Promise<Readable>;
  /** Null when nothing is stored under the key. */
  stat(key: string): Promise<StoredObject | null>;
  /**
   * Gives the bytes as a file for as long as `use` runs: the stored file itself where it lies on this machine,
   * else a temporary copy. It must not be written to. Throws ObjectNotFoundError.
   */
  withFile<T>(key: string, use: (path: string) => Promise<T>): Promise<T>;
  /** Takes away what is stored under the keys; keys under which nothing is stored are no error. */
  delete(keys: readonly string[]): Promise<void>;
  /** Everything under a prefix (a folder, without a slash at the end), in no order. */
  list(prefix: string): AsyncIterable<StoredObject>;
  /** Throws, in words for the operator, when the storage cannot be written to. */
  ready(): Promise<void>;
}
