import { type MediaType } from '../media-type';

/** Where a content's bytes lie: its workspace, its kind, its hash, and its id, which is a generation of them. */
export interface ContentAddress {
  readonly workspaceId: string;
  readonly mediaType: MediaType;
  /** 32 bytes. */
  readonly sha256: Buffer;
  readonly contentId: string;
}

const SHARD_LENGTH = 2;
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const CONTENT_FOLDER = new RegExp(
  `^tenants/(${UUID})/[a-z0-9_]+/[0-9a-f]{${SHARD_LENGTH}}/[0-9a-f]{64}/(${UUID})/`,
);

/**
 * The prefix of all that is stored for a content:
 * `tenants/{workspace}/{media type}/{shard}/{sha256}/{content id}`, the shard being the hash's first byte in hex.
 */
export function contentFolder({ workspaceId, mediaType, sha256, contentId }: ContentAddress): string {
  const hash = sha256.toString('hex');
  return ['tenants', workspaceId, mediaType.toLowerCase(), hash.slice(0, SHARD_LENGTH), hash, contentId].join(
    '/',
  );
}

/**
 * The key of one file of a content: the upload itself (`original`), or what a version of the recipe made of it.
 * `name` has an extension and nothing but letters, digits, `.`, `_` and `-`.
 */
export function contentKey(address: ContentAddress, recipe: number | 'original', name: string): string {
  return `${contentFolder(address)}/${recipe}/${name}`;
}

/** Which content the file under a key belongs to; null for a key that `contentKey` did not make. */
export function contentOfKey(
  key: string,
): { readonly workspaceId: string; readonly contentId: string } | null {
  const [, workspaceId, contentId] = CONTENT_FOLDER.exec(key) ?? [];
  return workspaceId && contentId ? { workspaceId, contentId } : null;
}
