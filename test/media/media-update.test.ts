import { encodeId } from '../../src/platform/graphql/global-id';
import { givenMedia } from '../support/factories';
import { givenShop, type Shop } from '../support/shop';
import { startTestApp, type TestApp } from '../support/test-app';
import { rowsOf } from '../support/workspace-rows';

interface Fault {
  code: string;
  field: string[] | null;
}

interface Updated {
  media: Record<string, unknown>[];
  userErrors: Fault[];
}

const FIELDS = `{
  media { id version filename alt description tags folder ... on MediaImage { focalPoint { x y } } }
  userErrors { code field } }`;

describe('what is said of library items', () => {
  let app: TestApp;
  let shop: Shop;
  let item: string;
  let id: string;

  beforeAll(async () => {
    app = await startTestApp();
    shop = await givenShop(app, 'shop');
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    item = await givenMedia(app.db, shop.id);
    id = encodeId('Media', item);
    await app.db.query(
      `UPDATE media SET filename = 'beach.jpg', alt = 'A beach', tags = '{sea}', folder = 'trips' WHERE id = $1`,
      item,
    );
  });

  const update = async (...media: object[]) =>
    (
      await shop.editor.data<{ mediaUpdate: Updated }>(
        `mutation ($media: [MediaUpdateInput!]!) { mediaUpdate(media: $media) ${FIELDS} }`,
        { media },
      )
    ).mediaUpdate;
  const retag = async (name: 'mediaTagsAdd' | 'mediaTagsRemove', ids: string[], tags: string[]) =>
    (
      await shop.editor.data<Record<string, Updated>>(
        `mutation ($ids: [ID!]!, $tags: [String!]!) { ${name}(ids: $ids, tags: $tags) ${FIELDS} }`,
        { ids, tags },
      )
    )[name];
  const audits = (subject: string) =>
    app.db.query<{ action: string; before: object; after: object }>(
      'SELECT action, before, after FROM audit_log WHERE subject_id = $1 ORDER BY id',
      subject,
    );
  const events = async (media: string) => {
    const [row] = await app.db.query<{ count: number }>(
      `SELECT count(*)::integer AS count FROM outbox_event WHERE name = 'media.changed' AND payload->>'mediaId' = $1`,
      media,
    );
    return row?.count;
  };
  const expectNothingChanged = async (work: () => Promise<Updated | undefined>) => {
    const before = await rowsOf(app.db, shop.id);
    const updated = await work();
    expect(await rowsOf(app.db, shop.id)).toEqual(before);
    return updated;
  };

  it('is changed in one piece, with a version, one audit row of what differs and one event', async () => {
    const updated = await update({
      ...{ id, version: 1, filename: ' ../sea side?.png', alt: ' The sea ', description: 'Waves\r\n' },
      ...{ tags: ['sea', 'sun ', 'sun'], folder: '/trips/2026/', focalPoint: { x: 0.25, y: 1 } },
    });
    const after = {
      ...{ filename: 'sea side_.png', alt: 'The sea', description: 'Waves', tags: ['sea', 'sun'] },
      folder: 'trips/2026',
    };
    expect(updated).toEqual({
      media: [{ id, version: 2, ...after, focalPoint: { x: 0.25, y: 1 } }],
      userErrors: [],
    });
    expect(await audits(item)).toEqual([
      {
        action: 'media.update',
        before: {
          ...{ filename: 'beach.jpg', alt: 'A beach', description: null, tags: ['sea'], folder: 'trips' },
          ...{ focalX: null, focalY: null },
        },
        after: { ...after, focalX: 0.25, focalY: 1 },
      },
    ]);
    expect(await events(item)).toBe(1);
  });

  it('is kept where it is left out, and cleared by null', async () => {
    await update({ id, version: 1, description: 'Waves', focalPoint: { x: 0.1, y: 0.123456 } });
    const { media } = await update({ id, version: 2, alt: 'The sea' });
    const kept = { filename: 'beach.jpg', description: 'Waves', tags: ['sea'], folder: 'trips' };
    expect(media).toEqual([{ id, version: 3, ...kept, alt: 'The sea', focalPoint: { x: 0.1, y: 0.123456 } }]);
    const cleared = { alt: null, description: null, tags: null, folder: null, focalPoint: null };
    expect((await update({ id, version: 3, ...cleared })).media).toEqual([
      { id, version: 4, filename: 'beach.jpg', ...cleared, tags: [], folder: '' },
    ]);
  });

  it('that is as it shall be leaves version, log and events as they were', async () => {
    const same = {
      alt: 'A beach ',
      tags: ['sea'],
      folder: 'trips/',
      filename: 'beach.jpg',
      focalPoint: null,
    };
    const updated = await expectNothingChanged(() => update({ id, version: 1, ...same }));
    expect(updated).toMatchObject({ media: [{ version: 1 }], userErrors: [] });
    await update({ id, version: 1, focalPoint: { x: 1 / 3, y: 2 / 3 } });
    const again = await update({ id, version: 2, focalPoint: { x: 1 / 3, y: 2 / 3 } });
    expect(again.media).toMatchObject([{ version: 2 }]);
  });

  it('is not overwritten by whoever has not seen it: nothing changes, and it comes back as it is now', async () => {
    const other = encodeId('Media', await givenMedia(app.db, shop.id));
    await update({ id, version: 1, alt: 'First' });
    const updated = await expectNothingChanged(() =>
      update({ id: other, version: 1, alt: 'Other' }, { id, version: 1, alt: 'Second' }),
    );
    expect(updated).toMatchObject({
      media: [
        { id: other, version: 1, alt: null },
        { id, version: 2, alt: 'First' },
      ],
      userErrors: [{ code: 'CONFLICT', field: ['media', '1', 'version'] }],
    });
  });

  it('is changed by exactly one of many who saw the same version', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => update({ id, version: 1, alt: `Writer ${index}` })),
    );
    const winners = answers.filter(({ userErrors }) => userErrors.length === 0);
    expect(winners).toHaveLength(1);
    const won = winners[0]?.media[0]?.alt;
    for (const { media } of answers) expect(media).toMatchObject([{ version: 2, alt: won }]);
    expect(await audits(item)).toHaveLength(1);
  });

  it('is refused with all that cannot be, each with its path', async () => {
    const updated = await expectNothingChanged(() =>
      update(
        { id, version: 1, filename: ' ', alt: 'x'.repeat(1_001), focalPoint: { x: 1.01, y: 0 } },
        { id, version: 1, filename: null, tags: Array.from({ length: 51 }, (_, tag) => `${tag}`) },
        { id: shop.references.draftMedia, version: 1, focalPoint: { x: 0, y: -0.01 } },
      ),
    );
    expect(updated).toEqual({
      media: [],
      userErrors: [
        { code: 'INVALID', field: ['media', '0', 'filename'] },
        { code: 'INVALID', field: ['media', '0', 'focalPoint'] },
        { code: 'INVALID', field: ['media', '0', 'alt'] },
        { code: 'INVALID', field: ['media', '1', 'id'] },
        { code: 'INVALID', field: ['media', '1', 'filename'] },
        { code: 'LIMIT_EXCEEDED', field: ['media', '1', 'tags'] },
        { code: 'INVALID', field: ['media', '2', 'focalPoint'] },
      ],
    });
  });

  it('is refused for what does not exist or is in the bin, and all beside it', async () => {
    const gone = encodeId('Media', '00000000-0000-4000-8000-000000000000');
    const { deletedMedia } = shop.references;
    const updated = await expectNothingChanged(() =>
      update({ id, version: 1, alt: 'x' }, { id: gone, version: 1 }, { id: deletedMedia, version: 1 }),
    );
    expect(updated?.userErrors).toEqual([
      { code: 'NOT_FOUND', field: ['media', '1', 'id'] },
      { code: 'STATE_NOT_ALLOWED', field: ['media', '2', 'id'] },
    ]);
    const tagged = await expectNothingChanged(() => retag('mediaTagsAdd', [id, deletedMedia, gone], ['x']));
    expect(tagged?.userErrors).toEqual([{ code: 'NOT_FOUND', field: ['ids', '2'] }]);
    const binned = await expectNothingChanged(() => retag('mediaTagsRemove', [id, deletedMedia], ['sea']));
    expect(binned?.userErrors).toEqual([{ code: 'STATE_NOT_ALLOWED', field: ['ids', '1'] }]);
  });

  it('has no focal point where it is no picture', async () => {
    await app.db.query(`UPDATE media SET media_type = 'DOCUMENT' WHERE id = $1`, item);
    const { userErrors } = await shop.editor
      .data<{ mediaUpdate: Updated }>(
        'mutation ($media: [MediaUpdateInput!]!) { mediaUpdate(media: $media) { userErrors { code field } } }',
        { media: [{ id, version: 1, focalPoint: { x: 0, y: 0 } }] },
      )
      .then((data) => data.mediaUpdate);
    expect(userErrors).toEqual([{ code: 'INVALID', field: ['media', '0', 'focalPoint'] }]);
    await app.db.query('DELETE FROM media WHERE id = $1', item);
  });

  it('takes tags that many add at the same time, and loses none', async () => {
    const tags = Array.from({ length: 10 }, (_, index) => `tag ${index}`);
    await Promise.all(tags.map((tag) => retag('mediaTagsAdd', [id], [tag])));
    const removed = await retag('mediaTagsRemove', [id], ['tag 3', ' sea', 'nothing']);
    const [left] = removed?.media ?? [];
    expect(left).toMatchObject({ version: 12 });
    expect((left?.tags as string[]).toSorted()).toEqual(tags.filter((tag) => tag !== 'tag 3'));
    expect((await audits(item)).map(({ action }) => action)).toEqual([
      ...tags.map(() => 'media.tag'),
      'media.untag',
    ]);
  });

  it('raises the version of those items alone whose tags change', async () => {
    const other = encodeId('Media', await givenMedia(app.db, shop.id));
    const added = await retag('mediaTagsAdd', [other, id], ['sea']);
    expect(added).toMatchObject({
      media: [
        { id: other, version: 2, tags: ['sea'] },
        { id, version: 1, tags: ['sea'] },
      ],
      userErrors: [],
    });
    expect(await audits(item)).toEqual([]);
  });

  it('has at most fifty tags, however they come', async () => {
    const many = Array.from({ length: 49 }, (_, index) => `tag ${index}`);
    expect((await retag('mediaTagsAdd', [id], many))?.userErrors).toEqual([]);
    const other = encodeId('Media', await givenMedia(app.db, shop.id));
    const updated = await expectNothingChanged(() => retag('mediaTagsAdd', [other, id], ['one more']));
    expect(updated).toEqual({ media: [], userErrors: [{ code: 'LIMIT_EXCEEDED', field: ['ids', '1'] }] });
    const long = await retag('mediaTagsAdd', [other], ['x'.repeat(101)]);
    expect(long?.userErrors).toEqual([{ code: 'INVALID', field: ['tags', '0'] }]);
  });

  it('changes with its focal point what crops show and where they are; what is not cropped stays where it was', async () => {
    const { product, media } = shop.references;
    const urls = async () =>
      (
        await shop.anonymous.data<{ product: { primaryImage: { crop: string; whole: string } } }>(
          `query ($id: ID!) { product(id: $id) { primaryImage {
            crop: url(transform: { maxWidth: 100, maxHeight: 400, crop: COVER })
            whole: url(transform: { maxWidth: 400 }) } } }`,
          { id: product },
        )
      ).product.primaryImage;
    const { version } = (
      await shop.editor.data<{ node: { version: number } }>(
        'query ($media: ID!) { node(id: $media) { ... on MediaImage { version } } }',
        { media },
      )
    ).node;
    const before = await urls();
    expect((await update({ id: media, version, focalPoint: { x: 0.9, y: 0.5 } })).userErrors).toEqual([]);
    const after = await urls();
    expect(after.crop).not.toBe(before.crop);
    expect(after.whole).toBe(before.whole);
  });
});
