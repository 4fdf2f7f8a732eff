import { LocalStorage } from './local-storage';
import { type Storage } from './storage';

export interface StorageSettings {
  readonly backend: 'local';
  /** An absolute path. */
  readonly directory: string;
}

/** The storage that the settings choose; nothing is touched until it is used. */
export function createStorage(settings: StorageSettings): Storage {
  return new LocalStorage(settings.directory);
}
