import { v7 as uuid } from 'uuid';
import { decodeId, encodeId } from '../../src/platform/graphql/global-id';
import { givenMedia } from '../support/factories';
import { givenOwner } from '../support/owner';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';
import { rowsOf } from '../support/workspace-rows';
import {
  createCategory,
  deleteCategory,
  givenBranch,
  givenCategory,
  type ShownCategory,
  updateCategory,
} from './category-operations';
import { faultsOf, givenProduct } from './product-operations';

interface Logged {
  readonly action: string;
  readonly subject: string;
  readonly before: object | null;
  readonly after: object | null;
}

let app: TestApp;
let workspaceId: string;
let owner: TestClient;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
let shops = 0;
beforeEach(async () => {
  ({ workspaceId, owner } = await givenOwner(app, `shop-${(shops += 1)}`));
});

const uuidOf = ({ id }: { id: string }) => decodeId('Category', id) ?? '';
const titlesAt = async (parentId: string | null) => {
  const { categories } = await owner.data<{ categories: { title: string }[] }>(
    'query ($parentId: ID) { categories(parentId: $parentId) { title } }',
    { parentId },
  );
  return categories.map(({ title }) => title);
};
const logOf = (category: { id: string }) =>
  app.db.query<Logged>(
    `SELECT action, subject_type || ' ' || subject_id AS subject, before, after FROM audit_log
     WHERE workspace_id = $1 AND subject_id = $2 ORDER BY at, id`,
    ...[workspaceId, uuidOf(category)],
  );
const eventsOf = async (category: { id: string }) =>
  (
    await app.db.query<{ kind: string }>(
      `SELECT payload ->> 'kind' AS kind FROM outbox_event
       WHERE workspace_id = $1 AND name = 'category.changed' AND payload ->> 'categoryId' = $2 ORDER BY id`,
      ...[workspaceId, uuidOf(category)],
    )
  ).map(({ kind }) => kind);

/** Holds that an attempt is refused so, and changes nothing. */
async function expectRefused(attempt: () => Promise<Parameters<typeof faultsOf>[0]>, fault: string) {
  const before = await rowsOf(app.db, workspaceId);
  expect(faultsOf(await attempt())).toEqual([fault]);
  expect(await rowsOf(app.db, workspaceId)).toEqual(before);
}

describe('the tree of categories', () => {
  it('is read from its roots and from anywhere within, in order, by everyone', async () => {
    const [home, table, cups] = await givenBranch(owner, 'Home', 'Table', 'Cups');
    const vases = await givenCategory(owner, { title: 'Vases', parentId: home?.id });
    const query = `{ categories { title parent { id } children { title position parent { title }
      children { id title } } } }`;
    expect(await app.client(owner.workspace).data(query)).toEqual({
      categories: [
        {
          ...{ title: 'Home', parent: null },
          children: [
            {
              ...{ title: 'Table', position: 0, parent: { title: 'Home' } },
              children: [{ id: cups?.id, title: 'Cups' }],
            },
            { title: 'Vases', position: 1, parent: { title: 'Home' }, children: [] },
          ],
        },
      ],
    });
    expect(await titlesAt(home?.id ?? '')).toEqual(['Table', 'Vases']);
    const found = await app.client(owner.workspace).data(
      `query ($id: ID!, $vases: ID!) { category(id: $id) { title } bySlug: category(slug: "vases") { id }
        none: category(slug: "none") { id } nothing: category { id } node(id: $vases) { ... on Category { slug } } }`,
      { id: table?.id, vases: vases.id },
    );
    expect(found).toEqual({
      ...{ category: { title: 'Table' }, bySlug: { id: vases.id }, none: null, nothing: null },
      node: { slug: 'vases' },
    });
    expect(await titlesAt(encodeId('Category', uuid()))).toEqual([]);
    expect(await titlesAt('not an id')).toEqual([]);
  });

  it('is refused to those who walk up and down it to have it many times over', async () => {
    const walk = 'children { parent { children { parent { children { id } } } } }';
    const { errors } = await owner.ask(`{ categories { ${walk} } }`);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['QUERY_TOO_COMPLEX']);
  });

  it('orders siblings by position, then by title without regard to case', async () => {
    for (const [title, position] of [
      ['beta', 5],
      ['Alpha', 5],
      ['gamma', 0],
      ['Delta', undefined],
    ] as const) {
      await givenCategory(owner, { title, position });
    }
    expect(await titlesAt(null)).toEqual(['gamma', 'Alpha', 'beta', 'Delta']);
  });

  it('takes a category with all that is said of it, its slug from its title, once each', async () => {
    const mediaId = encodeId('Media', await givenMedia(app.db, workspaceId));
    const text = { title: ' Crème & Brûlée ', description: 'For the table', position: 7 };
    const seo = { title: 'Shop crème', description: null };
    const category = await givenCategory(owner, {
      ...{ ...text, seo },
      media: [{ mediaId, role: 'image', alt: 'A bowl' }],
    });
    const again = await givenCategory(owner, { title: 'Creme Brulee' });
    expect([category.slug, again.slug]).toEqual(['creme-brulee', 'creme-brulee-2']);
    const shown = await owner.data(
      `query ($id: ID!) { category(id: $id) { title description position version seo { title description }
        image { alt } media { role primary alt entity { type label } } banner: media(role: "banner") { id } } }`,
      { id: category.id },
    );
    expect(shown).toEqual({
      category: {
        ...{ title: 'Crème & Brûlée', description: 'For the table', position: 7, version: 1, seo },
        image: { alt: 'A bowl' },
        media: [
          {
            role: 'image',
            primary: true,
            alt: 'A bowl',
            entity: { type: 'category', label: 'Crème & Brûlée' },
          },
        ],
        banner: [],
      },
    });
    expect(await logOf(category)).toEqual([
      {
        action: 'category.create',
        subject: `category ${uuidOf(category)}`,
        before: null,
        after: {
          ...{ ...text, seo, slug: 'creme-brulee' },
          media: [
            {
              mediaId: decodeId('Media', mediaId),
              role: 'image',
              primary: true,
              alt: 'A bowl',
              caption: null,
            },
          ],
        },
      },
    ]);
    expect(await eventsOf(category)).toEqual(['CREATED']);
  });

  it('shows the image in its role, though the banner came first and is primary', async () => {
    const picture = async (alt: string) => ({
      mediaId: encodeId('Media', await givenMedia(app.db, workspaceId)),
      alt,
    });
    const category = await givenCategory(owner, {
      title: 'Vases',
      media: [{ ...(await picture('banner')), role: 'banner' }],
    });
    const image = async () =>
      (
        await owner.data<{ category: { image: object | null; version: number } }>(
          'query ($id: ID!) { category(id: $id) { image { alt } version } }',
          { id: category.id },
        )
      ).category;
    expect(await image()).toEqual({ image: null, version: 1 });
    await owner.data(
      `mutation ($entity: EntityRefInput!, $items: [MediaAttachItemInput!]!) {
        mediaAttach(entity: $entity, items: $items) { userErrors { code } } }`,
      { entity: { type: 'category', id: category.id }, items: [await picture('image')] },
    );
    expect(await image()).toEqual({ image: { alt: 'image' }, version: 2 });
    expect(await eventsOf(category)).toEqual(['CREATED', 'UPDATED']);
  });

  it('moves a category with all within it, behind its new siblings, and logs where it was', async () => {
    const [home, table] = await givenBranch(owner, 'Home', 'Table', 'Cups');
    const garden = await givenCategory(owner, { title: 'Garden' });
    await givenCategory(owner, { title: 'Pots', parentId: garden.id, position: 4 });
    const { category } = await updateCategory(owner, table as ShownCategory, { parentId: garden.id });
    expect(category).toMatchObject({ version: 2, position: 5, parent: { id: garden.id } });
    expect([await titlesAt(home?.id ?? ''), await titlesAt(garden.id)]).toEqual([[], ['Pots', 'Table']]);
    expect(await titlesAt(table?.id ?? '')).toEqual(['Cups']);
    expect((await logOf(table as ShownCategory)).at(-1)).toMatchObject({
      action: 'category.update',
      before: { parentId: uuidOf(home as ShownCategory), position: 0 },
      after: { parentId: uuidOf(garden), position: 5 },
    });
    const root = await updateCategory(owner, category as ShownCategory, { parentId: null, position: 0 });
    expect(root.category).toMatchObject({ version: 3, position: 0, parent: null });
  });

  it('keeps what an input leaves out, clears what it says is null, and raises the version', async () => {
    const category = await givenCategory(owner, {
      title: 'Vases',
      description: 'Tall',
      seo: { title: 'Vases!' },
    });
    await updateCategory(owner, category, { title: 'Jars', seo: null });
    expect(await app.db.query('SELECT * FROM category WHERE workspace_id = $1', workspaceId)).toMatchObject([
      { title: 'Jars', slug: 'vases', description: 'Tall', seo_title: null, version: 2 },
    ]);
    expect(await eventsOf(category)).toEqual(['CREATED', 'UPDATED']);
    expect((await logOf(category)).at(-1)).toMatchObject({
      before: { title: 'Vases', seoTitle: 'Vases!' },
      after: { title: 'Jars', seo: null },
    });
  });
});

describe('what the tree refuses', () => {
  it('a category within itself, however far down', async () => {
    const [home, , cups] = await givenBranch(owner, 'Home', 'Table', 'Cups');
    if (!home || !cups) throw new Error('There is a branch.');
    await expectRefused(() => updateCategory(owner, home, { parentId: cups.id }), 'INVALID input.parentId');
    await expectRefused(() => updateCategory(owner, home, { parentId: home.id }), 'INVALID input.parentId');
  });

  it('an eleventh level, by a new category and by a branch that is moved', async () => {
    const deep = await givenBranch(owner, ...Array.from({ length: 10 }, (_, level) => `Level ${level + 1}`));
    const branch = await givenBranch(owner, 'Upper', 'Lower');
    const [ninth, tenth, upper] = [deep[8], deep[9], branch[0] as ShownCategory];
    const refused = 'LIMIT_EXCEEDED input.parentId';
    await expectRefused(() => createCategory(owner, { title: 'Deeper', parentId: tenth?.id }), refused);
    await expectRefused(() => updateCategory(owner, upper, { parentId: ninth?.id }), refused);
    const { userErrors } = await updateCategory(owner, upper, { parentId: deep[7]?.id });
    expect(userErrors).toEqual([]);
  });

  it('more than a hundred at one place', async () => {
    const parent = await givenCategory(owner, { title: 'Parent' });
    await app.db.query(
      `INSERT INTO category (workspace_id, id, parent_id, slug, title, position)
       SELECT $1, gen_random_uuid(), $2, 'child-' || n, 'Child ' || n, n FROM generate_series(1, 100) AS n`,
      ...[workspaceId, uuidOf(parent)],
    );
    const one = { title: 'One more', parentId: parent.id };
    await expectRefused(() => createCategory(owner, one), 'LIMIT_EXCEEDED input.parentId');
    await givenCategory(owner, { title: 'A root' });
  });

  it.each([
    [{}, 'INVALID input.title'],
    [{ title: '  ' }, 'INVALID input.title'],
    [{ title: 'x'.repeat(256) }, 'INVALID input.title'],
    [{ title: 'Vases', slug: 'No Slug' }, 'INVALID input.slug'],
    [{ title: 'Vases', slug: null }, 'INVALID input.slug'],
    [{ title: 'Vases', position: -1 }, 'INVALID input.position'],
    [{ title: 'Vases', position: null }, 'INVALID input.position'],
    [{ title: 'Vases', position: 2_000_000_000 }, 'INVALID input.position'],
    [{ title: 'Vases', slug: 'taken' }, 'TAKEN input.slug'],
    [{ title: 'Vases', parentId: encodeId('Category', uuid()) }, 'NOT_FOUND input.parentId'],
    [{ title: 'Vases', parentId: encodeId('Product', uuid()) }, 'NOT_FOUND input.parentId'],
    [{ title: 'Vases', media: [{ mediaId: encodeId('Media', uuid()) }] }, 'NOT_FOUND input.media.0.mediaId'],
    [
      { title: 'Vases', media: [{ mediaId: encodeId('Media', uuid()), role: 'logo' }] },
      'NOT_FOUND input.media.0.mediaId',
    ],
  ])('the input %j', async (input, fault) => {
    await givenCategory(owner, { title: 'Taken' });
    await expectRefused(() => createCategory(owner, input), fault);
  });

  it('a stale version, which comes back with the category as it is', async () => {
    const category = await givenCategory(owner, { title: 'Vases' });
    await updateCategory(owner, category, { title: 'Jars' });
    const before = await rowsOf(app.db, workspaceId);
    const answer = await updateCategory(owner, category, { title: 'Pots' });
    expect(answer).toMatchObject({ category: { title: 'Jars', version: 2 } });
    expect(faultsOf(answer)).toEqual(['CONFLICT version']);
    expect(faultsOf(await deleteCategory(owner, category))).toEqual(['CONFLICT version']);
    expect(await rowsOf(app.db, workspaceId)).toEqual(before);
  });
});

describe('categoryDelete', () => {
  it('takes an empty category and detaches its media, and no library item', async () => {
    const mediaId = await givenMedia(app.db, workspaceId);
    const media = [{ mediaId: encodeId('Media', mediaId) }];
    const category = await givenCategory(owner, { title: 'Vases', media });
    const sibling = await givenCategory(owner, { title: 'Bowls', media });
    expect(await deleteCategory(owner, category)).toEqual({ deletedId: category.id, userErrors: [] });
    const { category: categories, attachment, media: library } = await rowsOf(app.db, workspaceId);
    expect(categories).toMatchObject([{ id: uuidOf(sibling) }]);
    expect(attachment).toMatchObject([{ entity_type: 'category', entity_id: uuidOf(sibling) }]);
    expect(library).toMatchObject([{ id: mediaId, deleted_at: null }]);
    expect((await logOf(category)).at(-1)).toMatchObject({
      action: 'category.delete',
      before: { category: { title: 'Vases', slug: 'vases' }, mediaIds: [mediaId] },
      after: null,
    });
    expect(await eventsOf(category)).toEqual(['CREATED', 'DELETED']);
  });

  it('refuses a category with categories or with products of whatever status in it, and one that is not there', async () => {
    const [home, table] = await givenBranch(owner, 'Home', 'Table');
    await givenProduct(owner, { title: 'A draft', categoryId: table?.id });
    for (const category of [home, table]) {
      await expectRefused(() => deleteCategory(owner, category as ShownCategory), 'IN_USE id');
    }
    const { userErrors } = await deleteCategory(owner, table as ShownCategory);
    expect(userErrors[0]?.message).toBe(
      'There are 0 categories and 1 products in it: move them elsewhere first.',
    );
    const unknown = { id: encodeId('Category', uuid()), version: 1 };
    await expectRefused(() => deleteCategory(owner, unknown), 'NOT_FOUND id');
  });
});
