import type DataLoader from 'dataloader';

declare const loaded: unique symbol;

/** Names a DataLoader and carries its types, so that who asks for it gets it back typed. */
export interface LoaderKey<K, V> {
  readonly name: string;
  readonly [loaded]?: (key: K) => V;
}

/** Makes a key; each call makes another one, whatever its name, so a module keeps its keys in constants. */
export function loaderKey<K, V>(name: string): LoaderKey<K, V> {
  return { name };
}

/** The DataLoaders of one request: what was loaded in it is loaded once and forgotten with it. */
export class Loaders {
  private readonly made = new Map<object, unknown>();

  /** The request's DataLoader under this key, made by `create` when it is asked for the first time. */
  get<K, V>(key: LoaderKey<K, V>, create: () => DataLoader<K, V>): DataLoader<K, V> {
    const existing = this.made.get(key) as DataLoader<K, V> | undefined;
    if (existing) return existing;
    const loader = create();
    this.made.set(key, loader);
    return loader;
  }

  /** Forgets all that was loaded: what is asked for from now on is read anew. */
  clear(): void {
    this.made.clear();
  }
}
