import { encodeId } from '../../src/platform/graphql/global-id';
import { givenMedia, givenProduct } from '../support/factories';
import { givenShop, type Shop } from '../support/shop';
import { startTestApp, type TestApp } from '../support/test-app';

interface Fault {
  code: string;
  field: string[] | null;
  message: string;
}

describe('the end of library items', () => {
  let app: TestApp;
  let shop: Shop;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await givenShop(app, 'shop');
  });
  afterAll(() => app.close());

  const id = (media: string) => encodeId('Media', media);
  const change = async <K extends string>(name: K, args: string, variables: object) => {
    const types = {
      mediaDelete: 'deletedIds',
      mediaPurge: 'deletedIds',
      mediaRestore: 'media { id deletedAt version }',
    };
    const fields = types[name as keyof typeof types];
    const answer = await shop.editor.data<
      Record<K, { deletedIds: string[]; media: object[]; userErrors: Fault[] }>
    >(
      `mutation ($ids: [ID!]!) { ${name}(ids: $ids${args}) { ${fields} userErrors { code field message } } }`,
      variables,
    );
    return answer[name];
  };
  const remove = (ids: string[]) => change('mediaDelete', '', { ids: ids.map(id) });
  const force = (ids: string[]) => change('mediaDelete', ', force: true', { ids: ids.map(id) });
  const restore = (ids: string[]) => change('mediaRestore', '', { ids: ids.map(id) });
  const purge = (ids: string[]) => change('mediaPurge', '', { ids: ids.map(id) });

  const attach = async (product: string, items: object[]) => {
    const { mediaAttach } = await shop.editor.data<{ mediaAttach: { userErrors: Fault[] } }>(
      `mutation ($id: ID!, $items: [MediaAttachItemInput!]!) {
        mediaAttach(entity: { type: "product", id: $id }, items: $items) { userErrors { code field message } } }`,
      { id: encodeId('Product', product), items },
    );
    expect(mediaAttach.userErrors).toEqual([]);
  };
  const shown = async (product: string) => {
    const { node } = await shop.editor.data<{
      node: { version: number; media: { role: string; primary: boolean; media: { id: string } }[] };
    }>(
      'query ($id: ID!) { node(id: $id) { ... on Product { version media { role primary media { id } } } } }',
      {
        id: encodeId('Product', product),
      },
    );
    return {
      version: node.version,
      media: node.media.map(({ role, primary, media }) => [media.id, role, primary]),
    };
  };
  const rows = (media: string) =>
    app.db.query<{ version: number; deleted: boolean; state: string }>(
      `SELECT m.version, m.deleted_at IS NOT NULL AS deleted, c.state
       FROM media m JOIN content c ON c.id = m.content_id WHERE m.id = $1`,
      media,
    );
  const audits = async (subject: string) =>
    (
      await app.db.query<{ action: string }>(
        'SELECT action FROM audit_log WHERE subject_id = $1 ORDER BY id',
        subject,
      )
    ).map(({ action }) => action);
  const everything = async () => ({
    media: await app.db.query('SELECT * FROM media ORDER BY id'),
    content: await app.db.query('SELECT * FROM content ORDER BY id'),
    attachments: await app.db.query('SELECT * FROM attachment ORDER BY id'),
    products: await app.db.query('SELECT id, version FROM product ORDER BY id'),
    audits: await app.db.query('SELECT count(*)::integer AS count FROM audit_log'),
    events: await app.db.query('SELECT count(*)::integer AS count FROM outbox_event'),
  });
  const library = async (filter: object) => {
    const { media } = await shop.editor.data<{ media: { nodes: { id: string }[] } }>(
      'query ($filter: MediaFilterInput) { media(first: 250, filter: $filter) { nodes { id } } }',
      { filter },
    );
    return media.nodes.map((node) => node.id);
  };
  const codes = (faults: readonly Fault[]) => faults.map(({ code, field }) => [code, field?.join('.')]);

  it('an unused item goes to the bin and comes back, with a version and an audit row each time', async () => {
    const media = await givenMedia(app.db, shop.id);
    expect(await remove([media])).toEqual({ deletedIds: [id(media)], userErrors: [] });
    expect(await rows(media)).toEqual([{ version: 2, deleted: true, state: 'live' }]);
    expect(await library({})).not.toContain(id(media));
    expect(await library({ deleted: true })).toContain(id(media));

    // Twice is once.
    expect(await remove([media])).toEqual({ deletedIds: [id(media)], userErrors: [] });
    expect(await audits(media)).toEqual(['media.delete']);

    expect(await restore([media])).toEqual({
      media: [{ id: id(media), deletedAt: null, version: 3 }],
      userErrors: [],
    });
    expect(await library({})).toContain(id(media));
    expect(await audits(media)).toEqual(['media.delete', 'media.restore']);
  });

  it('what is in use stays as it is unless forced, all of a list or nothing', async () => {
    const [used, unused] = [await givenMedia(app.db, shop.id), await givenMedia(app.db, shop.id)];
    await attach(await givenProduct(app.db, shop.id), [{ mediaId: id(used) }]);
    const before = await everything();

    const { deletedIds, userErrors } = await remove([unused, used]);
    expect(deletedIds).toEqual([]);
    expect(userErrors).toEqual([
      {
        code: 'IN_USE',
        field: ['ids', '1'],
        message: 'This is used in one place. Detach it there, or delete it with force.',
      },
    ]);
    expect(await everything()).toEqual(before);
  });

  it('what does not exist, and the purge of what is not deleted, change nothing', async () => {
    const media = await givenMedia(app.db, shop.id);
    const nobody = '01980000-0000-7000-8000-000000000000';
    const before = await everything();
    expect(codes((await force([media, nobody])).userErrors)).toEqual([['NOT_FOUND', 'ids.1']]);
    expect(codes((await restore([nobody])).userErrors)).toEqual([['NOT_FOUND', 'ids.0']]);
    expect(codes((await purge([nobody])).userErrors)).toEqual([['NOT_FOUND', 'ids.0']]);
    expect(codes((await purge([media])).userErrors)).toEqual([['STATE_NOT_ALLOWED', 'ids.0']]);
    expect(await everything()).toEqual(before);
  });

  it('an active product keeps its last image, and parts with another by force', async () => {
    const product = await givenProduct(app.db, shop.id);
    const [first, second] = [await givenMedia(app.db, shop.id), await givenMedia(app.db, shop.id)];
    await attach(product, [{ mediaId: id(first) }, { mediaId: id(second) }]);
    await app.db.query("UPDATE product SET status = 'ACTIVE' WHERE id = $1", product);
    const { version } = await shown(product);

    const both = await everything();
    expect(codes((await force([first, second])).userErrors)).toEqual([['MEDIA_REQUIRED', undefined]]);
    expect(await everything()).toEqual(both);

    expect(await force([first])).toEqual({ deletedIds: [id(first)], userErrors: [] });
    expect(await shown(product)).toEqual({ version: version + 1, media: [[id(second), 'gallery', true]] });
    const one = await everything();
    expect(codes((await force([second])).userErrors)).toEqual([['MEDIA_REQUIRED', undefined]]);
    expect(await everything()).toEqual(one);

    await restore([first]);
    expect(await shown(product)).toEqual({
      version: version + 2,
      media: [
        [id(first), 'gallery', false],
        [id(second), 'gallery', true],
      ],
    });
    expect(await audits(product)).toEqual(['product.media', 'product.media', 'product.media']);
  });

  it('a place that was filled meanwhile is lost to what comes back; its other places are not', async () => {
    const product = await givenProduct(app.db, shop.id);
    const [old, young] = [await givenMedia(app.db, shop.id), await givenMedia(app.db, shop.id)];
    await attach(product, [{ mediaId: id(old), role: 'main_image' }, { mediaId: id(old) }]);
    await force([old]);
    await attach(product, [{ mediaId: id(young), role: 'main_image' }]);
    expect(codes((await restore([old])).userErrors)).toEqual([]);
    expect((await shown(product)).media).toEqual([
      [id(old), 'gallery', false],
      [id(young), 'main_image', true],
    ]);
  });

  it('a purge takes the hidden attachments and condemns what nothing else uses', async () => {
    const product = await givenProduct(app.db, shop.id);
    const [mine, shared] = [await givenMedia(app.db, shop.id), await givenMedia(app.db, shop.id)];
    const copy = await givenMedia(app.db, shop.id);
    await app.db.query(
      'UPDATE media SET content_id = (SELECT content_id FROM media WHERE id = $1) WHERE id = $2',
      shared,
      copy,
    );
    await attach(product, [{ mediaId: id(mine) }, { mediaId: id(shared) }]);
    await force([mine, shared]);
    const contents = await app.db.query<{ id: string }>(
      'SELECT content_id AS id FROM media WHERE id = ANY($1) ORDER BY id',
      [mine, shared],
    );
    const { version } = await shown(product);

    expect(await purge([mine, shared])).toEqual({ deletedIds: [id(mine), id(shared)], userErrors: [] });
    expect(await rows(mine)).toEqual([]);
    expect(await rows(copy)).toEqual([{ version: 1, deleted: false, state: 'live' }]);
    const states = await app.db.query<{ state: string; since: boolean }>(
      'SELECT state, condemned_at IS NOT NULL AS since FROM content WHERE id = ANY($1) ORDER BY array_position($1, id)',
      contents.map((content) => content.id),
    );
    expect(states).toEqual([
      { state: 'condemned', since: true },
      { state: 'live', since: false },
    ]);
    expect(await app.db.query('SELECT 1 FROM attachment WHERE media_id = ANY($1)', [[mine, shared]])).toEqual(
      [],
    );
    expect(await shown(product)).toEqual({ version, media: [] });
    expect(await audits(mine)).toEqual(['media.delete', 'media.purge']);
    expect(await audits(contents[0]?.id ?? '')).toEqual(['content.condemn']);
    expect(await audits(contents[1]?.id ?? '')).toEqual([]);
  });
});
