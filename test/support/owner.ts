import { createWorkspace } from '../../src/accounts';
import { type TestApp } from './test-app';
import { type TestClient } from './test-client';

const PASSWORD = 'a password of tests';

/** A new workspace and its owner, signed in. */
export async function givenOwner(
  app: TestApp,
  slug: string,
  currencyCode = 'EUR',
): Promise<{ readonly workspaceId: string; readonly owner: TestClient; readonly visitor: TestClient }> {
  const account = { email: 'owner@example.com', password: PASSWORD };
  const { workspaceId } = await createWorkspace(app.db.unitOfWork, {
    ...{ slug, name: slug, currencyCode },
    owner: account,
  });
  const visitor = app.client(slug);
  return { workspaceId, visitor, owner: await visitor.signedIn(account.email, account.password) };
}
