import { givenShop, type Shop } from '../support/shop';
import { startTestApp, type TestApp } from '../support/test-app';
import { TestClient } from '../support/test-client';
import { openSubscription } from '../support/test-subscription';
import { rowsOf } from '../support/workspace-rows';

const CALLERS = ['owner', 'admin', 'editor', 'customer'] as const;

describe('a token of one workspace in a request to another', () => {
  let app: TestApp;
  let here: Shop;
  let there: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    here = await givenShop(app, 'here');
    there = await givenShop(app, 'there');
  });
  afterAll(() => app.close());

  const elsewhere = (caller: (typeof CALLERS)[number]) =>
    new TestClient(app.url, there.slug, here[caller].token);

  it.each([
    ['a query', '{ products { nodes { id } } }'],
    ['a mutation of either', 'mutation ($id: ID!) { productDelete(id: $id, version: 1) { deletedId } }'],
    ['a mutation of the signed-in', 'mutation { productCreate(input: { title: "new" }) { product { id } } }'],
  ])('makes of %s FORBIDDEN and nothing else', async (_, query) => {
    const before = await rowsOf(app.db, here.id, there.id);
    for (const caller of CALLERS) {
      const response = await fetch(`${app.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...elsewhere(caller).headers },
        body: JSON.stringify({
          query,
          variables: query.includes('$id') ? { id: here.references.draft } : {},
        }),
      });
      expect([response.status, await response.json()]).toEqual([
        403,
        {
          errors: [
            {
              message: 'The access token is for another workspace.',
              extensions: { code: 'FORBIDDEN' },
            },
          ],
        },
      ]);
    }
    expect(await rowsOf(app.db, here.id, there.id)).toEqual(before);
  });

  it('is FORBIDDEN for a workspace that is not there too, so that none can be found out', async () => {
    const nowhere = new TestClient(app.url, 'nowhere', here.owner.token);
    const [known, unknown] = [
      await elsewhere('owner').ask('{ me { id } }'),
      await nowhere.ask('{ me { id } }'),
    ];
    expect(unknown).toEqual(known);
  });

  it('opens no subscription', async () => {
    const subscription = openSubscription(elsewhere('owner'), 'subscription { mediaUpdated { id } }');
    expect(await subscription.ended).toMatchObject({ code: 4403 });
    expect(subscription.events).toEqual([]);
    await subscription.close();
  });

  it('uploads nothing', async () => {
    const before = await rowsOf(app.db, here.id, there.id);
    const answer = await elsewhere('owner').upload(
      'mutation ($input: MediaUploadInput!) { mediaUpload(input: $input) { media { id } } }',
      new Blob(['GIF89a\x01\x00\x01\x00\x00\x00\x00;']),
      'picture.gif',
    );
    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect(await rowsOf(app.db, here.id, there.id)).toEqual(before);
  });

  it('signs in nobody elsewhere by a user of the same address, and is of no use once its session ended', async () => {
    const client = await here.anonymous.signedIn('owner@example.com', here.references.password);
    expect(await client.data('{ me { id } workspace { slug } }')).toEqual({
      me: { id: here.references.user },
      workspace: { slug: 'here' },
    });
    await app.db.query('UPDATE session SET revoked_at = now() WHERE workspace_id = $1', here.id);
    expect(await client.ask('{ me { id } }')).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(await there.owner.data('{ me { id } }')).toEqual({ me: { id: there.references.user } });
  });
});
