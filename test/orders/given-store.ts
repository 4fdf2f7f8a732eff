import { randomUUID } from 'node:crypto';
import { createWorkspace } from '../../src/accounts';
import { Role } from '../../src/platform/actor';
import { givenUser } from '../support/factories';
import { type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';
import { givenWares, type Ware, type Wares } from './given-wares';

/** A workspace that sells something, and one client for each kind of caller. */
export interface GivenStore<Sku extends string> extends Wares<Sku> {
  readonly id: string;
  readonly slug: string;
  readonly anonymous: TestClient;
  readonly customer: TestClient;
  readonly editor: TestClient;
  readonly admin: TestClient;
}

const PASSWORD = 'the password of the store';

/** A new workspace that sells these, by SKU, each as a product of its own. */
export async function givenStore<Sku extends string>(
  app: TestApp,
  wares: Readonly<Record<Sku, Ware>>,
): Promise<GivenStore<Sku>> {
  const { db } = app;
  const slug = `store-${randomUUID().slice(0, 8)}`;
  const owner = { email: 'owner@example.com', password: PASSWORD };
  const { workspaceId: id } = await createWorkspace(db.unitOfWork, { slug, name: slug, owner });
  const { variants, uuids } = await givenWares(db, id, wares);
  const anonymous = app.client(slug);
  const signIn = async (role: Role) => {
    const { id: userId } = await givenUser(db, id, role);
    await db.query(
      `UPDATE users SET password_hash = (
         SELECT password_hash FROM users WHERE workspace_id = $1 AND email = 'owner@example.com') WHERE id = $2`,
      id,
      userId,
    );
    return anonymous.signedIn(`${userId}@example.com`, PASSWORD);
  };
  const [customer, editor, admin] = await Promise.all([Role.CUSTOMER, Role.EDITOR, Role.ADMIN].map(signIn));
  if (!customer || !editor || !admin) throw new Error('All of them signed in.');
  return { id, slug, variants, uuids, anonymous, customer, editor, admin };
}
