import { randomUUID } from 'node:crypto';
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery, isObjectType } from 'graphql';
import sharp from 'sharp';
import { accountsModule, createWorkspace } from '../../src/accounts';
import { mediaModule } from '../../src/media';
import { encodeId } from '../../src/platform/graphql/global-id';
import { eventually } from '../support/eventually';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';
import { rowsOf } from '../support/workspace-rows';

const UPLOAD = `mutation ($input: MediaUploadInput!) {
  mediaUpload(input: $input) { deduplicated media { id status } userErrors { code } } }`;
const PASSWORD = 'a password of tests';

describe('an application without catalog and stock', () => {
  let app: TestApp;
  let workspaceId: string;
  let staff: TestClient;

  beforeAll(async () => {
    app = await startTestApp({ modules: [accountsModule, mediaModule], workers: ['relay', 'image'] });
    const owner = { email: 'owner@example.com', password: PASSWORD };
    ({ workspaceId } = await createWorkspace(app.db.unitOfWork, { slug: 'library', name: 'Library', owner }));
    staff = await app.client('library').signedIn(owner.email, PASSWORD);
  });
  afterAll(() => app.close());

  it('has a schema of media and accounts alone', async () => {
    const schema = buildClientSchema(await staff.data<IntrospectionQuery>(getIntrospectionQuery()));
    const types = Object.keys(schema.getTypeMap());
    expect(types).toEqual(
      expect.arrayContaining(['Media', 'MediaImage', 'EntityMedia', 'Workspace', 'User']),
    );
    expect(types.filter((name) => /product|stock|variant|money|seo|userpayload/i.test(name))).toEqual([]);
    const workspace = schema.getType('Workspace');
    expect(isObjectType(workspace) && Object.keys(workspace.getFields()).sort()).toEqual([
      ...['currencyCode', 'id', 'name', 'slug'],
    ]);
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    expect(roots.flatMap((type) => Object.keys(type?.getFields() ?? {})).sort()).toEqual([
      ...['auditLog', 'entityMedia', 'entityMediaUpdate', 'login', 'logout', 'me', 'media', 'mediaAttach'],
      ...[
        'mediaDelete',
        'mediaDetach',
        'mediaEntityTypes',
        'mediaFolders',
        'mediaImport',
        'mediaImportUpdated',
      ],
      ...['mediaPurge', 'mediaReorder', 'mediaReprocess', 'mediaRestore', 'mediaSetPrimary', 'mediaTags'],
      ...['mediaTagsAdd', 'mediaTagsRemove', 'mediaUpdate', 'mediaUpdated', 'mediaUpload'],
      ...['node', 'nodes', 'recentMedia', 'storageUsage', 'tokenRefresh', 'workspace'],
    ]);
  });

  it('takes a picture, processes it, lists it and delivers it', async () => {
    const picture = await sharp({ create: { width: 1600, height: 800, channels: 3, background: '#307050' } })
      .jpeg()
      .toBuffer();
    const uploaded = await staff.upload<{ mediaUpload: { media: { id: string } } }>(
      UPLOAD,
      new Blob([new Uint8Array(picture)]),
      'meadow.jpg',
    );
    expect(uploaded).toMatchObject({
      data: { mediaUpload: { deduplicated: false, media: { status: 'PENDING' }, userErrors: [] } },
    });
    const { id } = uploaded.data.mediaUpload.media;
    const url = await eventually(async () => {
      const { media } = await staff.data<{
        media: { totalCount: number; nodes: { id: string; status: string; previewImage: { url: string } }[] };
      }>('{ media { totalCount nodes { id status previewImage { url(transform: { format: WEBP }) } } } }');
      expect(media).toMatchObject({ totalCount: 1, nodes: [{ id, status: 'COMPLETED' }] });
      return media.nodes[0]?.previewImage.url ?? '';
    });
    const response = await fetch(url);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/webp']);
    const { width, height } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
    expect([width, height]).toEqual([1200, 600]);
  });

  it('knows nothing that media could be attached to, and says so', async () => {
    const before = await rowsOf(app.db, workspaceId);
    const entity = { type: 'product', id: encodeId('Product', randomUUID()) };
    const answer = await staff.ask(
      `mutation ($entity: EntityRefInput!, $items: [MediaAttachItemInput!]!) {
        mediaAttach(entity: $entity, items: $items) { entityMedia { id } userErrors { code field message } } }`,
      { entity, items: [{ mediaId: encodeId('Media', randomUUID()) }] },
    );
    expect(answer).toEqual({
      data: {
        mediaAttach: {
          entityMedia: [],
          userErrors: [
            {
              code: 'INVALID',
              field: ['entity', 'type'],
              message: 'There is no entity type "product"; there are none.',
            },
          ],
        },
      },
    });
    expect(await staff.ask('{ mediaEntityTypes { name } }')).toEqual({ data: { mediaEntityTypes: [] } });
    expect(await staff.ask('query ($id: ID!) { node(id: $id) { id } }', { id: entity.id })).toEqual({
      data: { node: null },
    });
    expect(await rowsOf(app.db, workspaceId)).toEqual(before);
  });

  it('shows where media were used by a module that is not there any more', async () => {
    const { media } = await staff.data<{ media: { nodes: { id: string }[] } }>('{ media { nodes { id } } }');
    await app.db.query(
      `INSERT INTO attachment (workspace_id, id, entity_type, entity_id, role, position, media_id)
       SELECT workspace_id, uuidv7(), 'product', uuidv7(), 'gallery', 0, id FROM media WHERE workspace_id = $1`,
      workspaceId,
    );
    const usages = await staff.ask(
      `query ($id: ID!) { node(id: $id) { ... on MediaImage {
        usageCount usages { totalCount nodes { role entity { type label } } } } } }`,
      { id: media.nodes[0]?.id },
    );
    expect(usages).toEqual({
      data: {
        node: {
          usageCount: 1,
          usages: { totalCount: 1, nodes: [{ role: 'gallery', entity: { type: 'product', label: null } }] },
        },
      },
    });
  });
});
