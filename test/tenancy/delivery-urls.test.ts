import sharp from 'sharp';
import { createWorkspace } from '../../src/accounts';
import { decodeId } from '../../src/platform/graphql/global-id';
import { shortId } from '../../src/media/delivery/short-id';
import { eventually } from '../support/eventually';
import { startTestApp, type TestApp } from '../support/test-app';

const PASSWORD = 'a password of tests';
const UPLOAD = 'mutation ($input: MediaUploadInput!) { mediaUpload(input: $input) { media { id } } }';
const URLS = `query ($id: ID!) { node(id: $id) { ... on MediaImage {
  originalUrl image { id webp: url(transform: { format: WEBP }) negotiated: url } } } }`;

interface Uploaded {
  readonly workspaceId: string;
  readonly contentId: string;
  /** By what they lead to. */
  readonly urls: Readonly<Record<'webp' | 'negotiated' | 'original', string>>;
}

describe('the URLs of two workspaces that have the same picture', () => {
  let app: TestApp;
  let here: Uploaded;
  let there: Uploaded;

  beforeAll(async () => {
    app = await startTestApp({ workers: ['relay', 'image'] });
    const bytes = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#305070' } })
      .jpeg()
      .toBuffer();
    [here, there] = await Promise.all([uploadedTo('here', bytes), uploadedTo('there', bytes)]);
  });
  afterAll(() => app.close());

  async function uploadedTo(slug: string, bytes: Buffer): Promise<Uploaded> {
    const owner = { email: 'owner@example.com', password: PASSWORD };
    const { workspaceId } = await createWorkspace(app.db.unitOfWork, { slug, name: slug, owner });
    const client = await app.client(slug).signedIn(owner.email, PASSWORD);
    const { data } = await client.upload<{ mediaUpload: { media: { id: string } } }>(
      UPLOAD,
      new Blob([new Uint8Array(bytes)]),
      'picture.jpg',
    );
    return eventually(async () => {
      const { node } = await client.data<{
        node: { originalUrl: string; image: { id: string; webp: string; negotiated: string } | null };
      }>(URLS, data.mediaUpload.media);
      if (!node.image) throw new Error('The picture is not processed yet.');
      const { id, ...urls } = node.image;
      return {
        workspaceId,
        contentId: decodeId('Image', id) ?? '',
        urls: { ...urls, original: node.originalUrl },
      };
    });
  }

  const status = async (url: string) => (await fetch(url)).status;
  const kinds = ['webp', 'negotiated', 'original'] as const;

  it.each(kinds)('work by themselves and share nothing: %s', async (kind) => {
    expect(here.contentId).not.toBe(there.contentId);
    for (const { urls, workspaceId, contentId } of [here, there]) {
      expect(new URL(urls[kind]).pathname).toContain(`/${shortId(workspaceId)}/${shortId(contentId)}/`);
      expect(await status(urls[kind])).toBe(200);
    }
  });

  it.each(kinds)('lead nowhere with anything of another in their place: %s', async (kind) => {
    const url = there.urls[kind];
    const [signature = ''] = url.split('/media/')[1]?.split('/') ?? [];
    const [ownSignature = ''] = here.urls[kind].split('/media/')[1]?.split('/') ?? [];
    expect(signature).not.toBe(ownSignature);
    const altered = [
      url.replace(shortId(there.workspaceId), shortId(here.workspaceId)),
      url.replace(shortId(there.contentId), shortId(here.contentId)),
      url
        .replace(shortId(there.workspaceId), shortId(here.workspaceId))
        .replace(shortId(there.contentId), shortId(here.contentId)),
      url.replace(signature, ownSignature),
    ];
    expect(new Set(altered).size).toBe(4);
    for (const each of altered) {
      expect(each).not.toBe(url);
      expect([each, await status(each)]).toEqual([each, 403]);
    }
  });
});
