import { type Readable } from 'node:stream';

/** Bytes from `start` to `end`, both included, as HTTP counts them. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface StoredObject {
  readonly key: string;
  readonly byteSize: number;
  /** When it was stored, however long it lay at a temporary path before. */
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
 * Where bytes are kept, by key; what a key may look like, `assertKey` says.
 * What is stored under a key is there whole or not at all, and is durable once `moveIn` returns.
 *
 * Bytes come in as finished files, made at a `temporaryPath()`: where the storage lies on this machine such a
 * file is stored by renaming it, whatever its size, instead of copying it (a 200 MB file: 0.4 ms against 375 ms).
 */
export interface Storage {
  /**
   * A path at which nothing is yet, for a file (or folder) that is written before it is stored, or that is only
   * needed for a while. Whoever asks for it takes away what is left there; `sweepTemporary` takes what a crash left.
   */
  temporaryPath(): Promise<string>;
  /**
   * Stores the file and takes it away from `path`, best one that lies at a `temporaryPath()`. When it throws,
   * nothing is stored and the file is where it was. A key that is stored already is replaced: readers get the
   * old bytes or the new ones, whole.
   */
  moveIn(key: string, path: string, options: { readonly contentType: string }): Promise<void>;
  /**
   * Opens the bytes for reading; an `end` behind the last byte stands for the last one. Throws ObjectNotFoundError,
   * and RangeError for a `start` behind the last byte. The reader reads to the end or destroys the stream.
   */
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
  /** Everything under a prefix (a folder, without a slash at the end), in no order, as far as the caller reads on. */
  list(prefix: string): AsyncIterable<StoredObject>;
  /**
   * Takes away temporary files (and folders) that nobody wrote to for so long, as far as the caller reads on, and
   * yields a name for each; in a dry run they stay.
   */
  sweepTemporary(olderThanMs: number, options?: { readonly dryRun?: boolean }): AsyncIterable<string>;
  /** Throws, in words for the operator, when the storage cannot be written to. */
  ready(): Promise<void>;
}
