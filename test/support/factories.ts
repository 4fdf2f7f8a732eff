import { randomUUID } from 'node:crypto';
import { v7 as uuid } from 'uuid';
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
