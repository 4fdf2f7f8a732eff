import { longId, shortId } from './short-id';

/** What a URL names that is made from a content: bytes that never change. */
export interface RenditionPath {
  readonly kind: 'rendition';
  readonly workspaceId: string;
  readonly contentId: string;
  readonly recipe: number;
  /** A `transformName`. */
  readonly transform: string;
  /** A file extension; null: what the client accepts. */
  readonly format: string | null;
}

/** The upload itself, for a while, as a download. */
export interface OriginalPath {
  readonly kind: 'original';
  readonly workspaceId: string;
  readonly contentId: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
  /** Without `/`. */
  readonly filename: string;
}

export type DeliveryPath = RenditionPath | OriginalPath;

const SHORT_ID = '([A-Za-z0-9_-]{22})';
const RENDITION = new RegExp(`^${SHORT_ID}/${SHORT_ID}/(\\d{1,9})/([a-z0-9-]+)(?:\\.([a-z0-9]{1,5}))?$`);
const ORIGINAL = new RegExp(`^${SHORT_ID}/${SHORT_ID}/original-(\\d{1,11})/([^/]+)$`, 's');

/**
 * The part of a delivery URL that is signed, not percent-encoded:
 * `{workspace}/{content}/{recipe}/{transform}[.{format}]` or `{workspace}/{content}/original-{expiry}/{filename}`.
 */
export function formatDeliveryPath(path: DeliveryPath): string {
  const content = `${shortId(path.workspaceId)}/${shortId(path.contentId)}`;
  if (path.kind === 'original') return `${content}/original-${path.expiresAt}/${path.filename}`;
  const extension = path.format === null ? '' : `.${path.format}`;
  return `${content}/${path.recipe}/${path.transform}${extension}`;
}

/** The inverse of `formatDeliveryPath`; null for anything else. */
export function parseDeliveryPath(text: string): DeliveryPath | null {
  const rendition = RENDITION.exec(text);
  if (rendition) {
    const [, workspace = '', content = '', recipe, transform = '', format = null] = rendition;
    return {
      kind: 'rendition',
      ...contentIds(workspace, content),
      recipe: Number(recipe),
      transform,
      format,
    };
  }
  const original = ORIGINAL.exec(text);
  if (original) {
    const [, workspace = '', content = '', expiresAt, filename = ''] = original;
    return { kind: 'original', ...contentIds(workspace, content), expiresAt: Number(expiresAt), filename };
  }
  return null;
}

function contentIds(workspace: string, content: string): { workspaceId: string; contentId: string } {
  return { workspaceId: longId(workspace), contentId: longId(content) };
}
