import { randomBytes } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import { encodeId } from '../../src/platform/graphql/global-id';
import { type TestDatabase } from '../support/test-database';

export interface GivenMedia {
  /** The id inside. */
  readonly uuid: string;
  /** The id that clients know. */
  readonly id: string;
  readonly contentId: string;
}

/** Columns of the tables media and content, by their names there. */
export interface MediaColumns {
  readonly media?: Record<string, unknown>;
  readonly content?: Record<string, unknown>;
}

export const COMPLETED = {
  status: 'COMPLETED',
  progress: 1,
  recipe: 1,
  due_at: null,
  facts: {
    width: 1600,
    height: 900,
    animated: false,
    hasAlpha: false,
    thumbhash: 'AAAA',
    dominantColor: '#102030',
  },
};

/** A library item over a content of its own, whose bytes are nowhere. */
export async function givenMedia(
  db: TestDatabase,
  workspaceId: string,
  { media = {}, content = {} }: MediaColumns = {},
): Promise<GivenMedia> {
  const [id, contentId] = [uuid(), uuid()];
  await insert(db, 'content', {
    workspace_id: workspaceId,
    id: contentId,
    sha256: randomBytes(32),
    byte_size: media.byte_size ?? 100,
    media_type: 'IMAGE',
    mime_type: 'image/jpeg',
    storage_key: `nowhere/${contentId}`,
    ...content,
  });
  await insert(db, 'media', {
    workspace_id: workspaceId,
    id,
    content_id: contentId,
    media_type: 'IMAGE',
    byte_size: 100,
    filename: 'photo.jpg',
    ...media,
  });
  return { uuid: id, id: encodeId('Media', id), contentId };
}

export async function insert(db: TestDatabase, table: string, row: Record<string, unknown>): Promise<void> {
  const names = Object.keys(row);
  const values = names.map((_, index) => `$${index + 1}`);
  await db.query(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${values.join(', ')})`,
    ...Object.values(row),
  );
}
