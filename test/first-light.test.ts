import sharp from 'sharp';
import { createWorkspace } from '../src/accounts';
import { startTestApp, type TestApp } from './support/test-app';
import { type TestClient } from './support/test-client';
import { eventually } from './support/eventually';

const UPLOAD = `mutation ($input: MediaUploadInput!) {
  mediaUpload(input: $input) { deduplicated media { id status filename } userErrors { code message field } }
}`;
const PASSWORD = 'a password of tests';

interface UploadAnswer {
  mediaUpload: {
    deduplicated: boolean;
    media: { id: string; status: string; filename: string } | null;
    userErrors: { code: string }[];
  };
}

describe('from a picture on disk to a picture in a storefront', () => {
  let app: TestApp;
  let staff: TestClient;
  let visitor: TestClient;

  beforeAll(async () => {
    app = await startTestApp({ workers: ['relay', 'image'] });
    await createWorkspace(app.db.unitOfWork, {
      slug: 'shop',
      name: 'Shop',
      owner: { email: 'o@example.com', password: PASSWORD },
    });
    visitor = app.client('shop');
    staff = await visitor.signedIn('o@example.com', PASSWORD);
  });
  afterAll(() => app.close());

  it('goes the whole way', async () => {
    const picture = await sharp({ create: { width: 2000, height: 1500, channels: 3, background: '#a05030' } })
      .jpeg()
      .toBuffer();
    const uploaded = await staff.upload<UploadAnswer>(
      UPLOAD,
      new Blob([new Uint8Array(picture)]),
      'vase.jpg',
    );
    expect(uploaded).toEqual({
      data: {
        mediaUpload: {
          deduplicated: false,
          media: {
            id: expect.any(String) as string,
            status: expect.any(String) as string,
            filename: 'vase.jpg',
          },
          userErrors: [],
        },
      },
    });
    const mediaId = uploaded.data.mediaUpload.media?.id ?? '';
    await eventually(async () => {
      const { node } = await staff.data<{ node: { status: string } }>(
        'query ($id: ID!) { node(id: $id) { ... on MediaImage { status } } }',
        { id: mediaId },
      );
      expect(node.status).toBe('COMPLETED');
    });

    const created = await staff.data<{
      productCreate: { product: { id: string; slug: string } | null; userErrors: object[] };
    }>(
      'mutation ($input: ProductInput!) { productCreate(input: $input) { product { id slug } userErrors { code message field } } }',
      {
        input: {
          title: 'Red Vase',
          status: 'ACTIVE',
          media: [{ mediaId, alt: 'A red vase' }],
          variants: [{ sku: 'V-1', price: { amount: '49.90' }, onHand: 3 }],
        },
      },
    );
    expect(created.productCreate).toEqual({
      product: { id: expect.any(String) as string, slug: 'red-vase' },
      userErrors: [],
    });

    const { products } = await visitor.data<{
      products: { nodes: { primaryImage: { url: string; webp: string; small: string } }[] };
    }>(`{
      products(first: 5) { totalCount nodes { title minPrice { amount currencyCode } variants { availableForSale quantityAvailable stock { onHand } }
        primaryImage { alt width height url webp: url(transform: { format: WEBP }) small: url(transform: { maxWidth: 150, maxHeight: 150, crop: COVER, format: JPEG }) } } } }`);
    expect(products).toMatchObject({
      totalCount: 1,
      nodes: [
        {
          title: 'Red Vase',
          minPrice: { amount: '49.90', currencyCode: 'EUR' },
          variants: [{ availableForSale: true, quantityAvailable: 3, stock: null }],
          primaryImage: { alt: 'A red vase', width: 2000, height: 1500 },
        },
      ],
    });
    const image = products.nodes[0]?.primaryImage;
    const response = await fetch(image?.webp ?? '');
    expect([
      response.status,
      response.headers.get('content-type'),
      response.headers.get('cache-control'),
    ]).toEqual([200, 'image/webp', 'public, max-age=31536000, immutable']);
    const delivered = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
    expect([delivered.format, delivered.width, delivered.height]).toEqual(['webp', 1200, 900]);
    const small = await sharp(Buffer.from(await (await fetch(image?.small ?? '')).arrayBuffer())).metadata();
    expect([small.format, small.width, small.height]).toEqual(['jpeg', 150, 150]);

    const again = await staff.upload<UploadAnswer>(UPLOAD, new Blob([new Uint8Array(picture)]), 'again.jpg');
    expect(again.data.mediaUpload).toEqual({
      deduplicated: true,
      media: { id: mediaId, status: 'COMPLETED', filename: 'vase.jpg' },
      userErrors: [],
    });
  });
});
