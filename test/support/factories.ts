import { randomBytes, randomUUID } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import { MediaStatus, MediaType } from '../../src/media';
import { type Actor, Role } from '../../src/platform/actor';
import { type TestDatabase } from './test-database';

export interface TestWorkspace {
  readonly id: string;
  readonly slug: string;
  readonly currencyCode: string;
}

/** A workspace of its own for a test, so that tests of one file do not see each other's rows. */
export async function givenWorkspace(
  db: TestDatabase,
  overrides: Partial<TestWorkspace> = {},
): Promise<TestWorkspace> {
  const workspace = { id: uuid(), slug: `w-${randomUUID().slice(0, 8)}`, currencyCode: 'EUR', ...overrides };
  await db.query(
    'INSERT INTO workspace (id, slug, name, currency_code) VALUES ($1, $2, $2, $3)',
    workspace.id,
    workspace.slug,
    workspace.currencyCode,
  );
  return workspace;
}

/** A member of a workspace, without a password. */
export async function givenUser(
  db: TestDatabase,
  workspaceId: string,
  role: Role = Role.EDITOR,
): Promise<Actor & { kind: 'user' }> {
  const id = uuid();
  await db.query(
    'INSERT INTO users (workspace_id, id, email, role) VALUES ($1, $2, $3, $4)',
    workspaceId,
    id,
    `${id}@example.com`,
    role,
  );
  return { kind: 'user', id, role };
}

/** A library item over a content of its own, as uploads leave it; its bytes are stored nowhere. */
export async function givenMedia(
  db: TestDatabase,
  workspaceId: string,
  overrides: {
    status?: MediaStatus;
    mediaType?: MediaType;
    width?: number;
    height?: number;
    deleted?: boolean;
  } = {},
): Promise<string> {
  const {
    status = MediaStatus.COMPLETED,
    mediaType = MediaType.IMAGE,
    width = 1200,
    height = 900,
    deleted = false,
  } = overrides;
  const [contentId, mediaId] = [uuid(), uuid()];
  const facts =
    status === MediaStatus.COMPLETED
      ? {
          width,
          height,
          animated: false,
          hasAlpha: false,
          thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
          dominantColor: '#aabbcc',
        }
      : {};
  await db.query(
    `INSERT INTO content (workspace_id, id, sha256, byte_size, media_type, mime_type, storage_key, status, recipe, facts, due_at)
     VALUES ($1, $2, $3, 100, $4, 'image/jpeg', $5, $6, CASE $6 WHEN 'COMPLETED' THEN 1 END, $7, NULL)`,
    workspaceId,
    contentId,
    randomBytes(32),
    mediaType,
    `tenants/${contentId}`,
    status,
    facts,
  );
  await db.query(
    `INSERT INTO media (workspace_id, id, content_id, media_type, byte_size, filename, deleted_at)
     VALUES ($1, $2, $3, $4, 100, 'picture.jpg', $5)`,
    workspaceId,
    mediaId,
    contentId,
    mediaType,
    deleted ? new Date() : null,
  );
  return mediaId;
}

/** A product without variants or media. */
export async function givenProduct(
  db: TestDatabase,
  workspaceId: string,
  overrides: { status?: string; title?: string } = {},
): Promise<string> {
  const id = uuid();
  const { status = 'DRAFT', title = 'A product' } = overrides;
  await db.query(
    'INSERT INTO product (workspace_id, id, slug, title, status) VALUES ($1, $2, $3, $4, $5)',
    workspaceId,
    id,
    id,
    title,
    status,
  );
  return id;
}
