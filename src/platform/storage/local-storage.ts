import { randomUUID } from 'node:crypto';
import {
  access,
  copyFile,
  lstat,
  mkdir,
  open,
  opendir,
  rename,
  rm,
  rmdir,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Readable } from 'node:stream';
import { hasFaultCode, isMissing } from './file-faults';
import { type ByteRange, ObjectNotFoundError, type Storage, type StoredObject } from './storage';
import { assertKey, isKey } from './storage-key';
import { syncFile, syncFolder } from './sync-to-disk';
import { sweepFolder } from './sweep-folder';

/** How often a file is moved in anew after a delete took away the folder that was just made for it. */
const MOST_ATTEMPTS = 100;

/**
 * Storage in a folder of this machine: `objects/` has the files by their keys, `tmp/` what is being written.
 * Several processes may use the same folder at once. No key may be a folder of another key.
 */
export class LocalStorage implements Storage {
  readonly #directory: string;
  readonly #objects: string;
  readonly #temporary: string;

  constructor(directory: string) {
    this.#directory = directory;
    this.#objects = join(directory, 'objects');
    this.#temporary = join(directory, 'tmp');
  }

  async temporaryPath(): Promise<string> {
    await mkdir(this.#temporary, { recursive: true });
    return join(this.#temporary, randomUUID());
  }

  async moveIn(key: string, path: string): Promise<void> {
    const target = this.pathOf(key);
    await syncFile(path);
    try {
      await this.place(path, target);
    } catch (error) {
      if (!hasFaultCode(error, 'EXDEV')) throw error;
      await this.placeCopy(path, target);
    }
    await Promise.all(this.foldersAbove(target).map(syncFolder));
  }

  async open(key: string, range?: ByteRange): Promise<Readable> {
    const file = await open(this.pathOf(key)).catch((error: unknown) => {
      throw isMissing(error) ? new ObjectNotFoundError(key) : error;
    });
    try {
      const found = await file.stat();
      if (!found.isFile()) throw new ObjectNotFoundError(key);
      if (range && range.start >= found.size) {
        throw new RangeError(`${key} has ${found.size} bytes, none at ${range.start}.`);
      }
      return file.createReadStream({ ...range });
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async stat(key: string): Promise<StoredObject | null> {
    assertKey(key);
    return this.find(key);
  }

  async withFile<T>(key: string, use: (path: string) => Promise<T>): Promise<T> {
    if (!(await this.stat(key))) throw new ObjectNotFoundError(key);
    return use(this.pathOf(key));
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (const path of keys.map((key) => this.pathOf(key))) {
      await unlink(path).catch((error: unknown) => {
        if (!isMissing(error) && !hasFaultCode(error, 'EISDIR')) throw error;
      });
      await this.removeEmptyFolders(path);
    }
  }

  async *list(prefix: string): AsyncIterable<StoredObject> {
    assertKey(prefix);
    yield* this.walk(prefix);
  }

  sweepTemporary(olderThanMs: number, options?: { readonly dryRun?: boolean }): AsyncIterable<string> {
    return sweepFolder(this.#temporary, olderThanMs, options);
  }

  async ready(): Promise<void> {
    const draft = join(this.#temporary, randomUUID());
    const stored = join(this.#objects, `.probe-${randomUUID()}`);
    try {
      // The same way as any file that is stored, so that it fails where storing would.
      await mkdir(this.#temporary, { recursive: true });
      await mkdir(this.#objects, { recursive: true });
      await writeFile(draft, 'probe', { flush: true });
      await rename(draft, stored);
    } catch (error) {
      throw new Error(`The storage folder ${this.#directory} cannot be written to: ${String(error)}`, {
        cause: error,
      });
    } finally {
      // What cannot be taken away either was said above, or will be said when it matters.
      await Promise.allSettled([rm(draft, { force: true }), rm(stored, { force: true })]);
    }
  }

  private pathOf(key: string): string {
    assertKey(key);
    return join(this.#objects, key);
  }

  /**
   * Makes the folder and moves the file there, again when a delete removed the folder in between: that is ENOENT
   * of the move, or whatever Node's recursive mkdir makes of a parent that goes while it works.
   */
  private async place(path: string, target: string): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await mkdir(dirname(target), { recursive: true });
        await rename(path, target);
        return;
      } catch (error) {
        if (!hasFaultCode(error, 'ENOENT', 'ENOTDIR', 'EEXIST') || attempt === MOST_ATTEMPTS) throw error;
        await access(path);
      }
    }
  }

  /** For a file of another file system, which cannot be renamed into this one. */
  private async placeCopy(path: string, target: string): Promise<void> {
    const copy = await this.temporaryPath();
    try {
      await copyFile(path, copy);
      await syncFile(copy);
      await this.place(copy, target);
    } finally {
      await rm(copy, { force: true });
    }
    await unlink(path);
  }

  /**
   * From the file's folder up to the storage's own. All of them are synced with each file, as any of them may have
   * been made for it, or by another process that has not synced it yet; syncing what is synced costs next to nothing.
   */
  private foldersAbove(path: string): string[] {
    const folder = dirname(path);
    return folder === this.#directory ? [folder] : [folder, ...this.foldersAbove(folder)];
  }

  private async removeEmptyFolders(path: string): Promise<void> {
    for (let folder = dirname(path); folder !== this.#objects; folder = dirname(folder)) {
      try {
        await rmdir(folder);
      } catch (error) {
        if (hasFaultCode(error, 'ENOTEMPTY', 'EEXIST')) return;
        if (!isMissing(error)) throw error;
      }
    }
  }

  private async find(key: string): Promise<StoredObject | null> {
    try {
      const found = await lstat(join(this.#objects, key));
      return found.isFile() ? { key, byteSize: found.size, modifiedAt: found.mtime } : null;
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  /** Folder by folder; what comes or goes meanwhile may be in it or not. */
  private async *walk(prefix: string): AsyncGenerator<StoredObject> {
    const folder = await opendir(join(this.#objects, prefix)).catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw error;
    });
    for await (const entry of folder ?? []) {
      const key = `${prefix}/${entry.name}`;
      if (!isKey(key)) continue;
      if (entry.isDirectory()) {
        yield* this.walk(key);
        continue;
      }
      const object = await this.find(key);
      if (object) yield object;
    }
  }
}
