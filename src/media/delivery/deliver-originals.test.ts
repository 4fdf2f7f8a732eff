import { createTestDelivery, CREATED_AT_HTTP, etagOf, send, type TestDelivery } from './delivery.fixture';

let delivery: TestDelivery;
beforeAll(async () => {
  delivery = await createTestDelivery();
});
beforeEach(() => delivery.reset());
afterAll(() => delivery.close());

describe('an original', () => {
  const ORIGINAL = Buffer.from('<script>alert(1)</script>'.repeat(100));

  test('is a download under its name, byte for byte, until its URL expires', async () => {
    const contentId = await delivery.givenContent({ original: ORIGINAL, mimeType: 'text/html' });
    const url = delivery.urls.originalUrl({
      workspaceId: delivery.workspaceId,
      contentId,
      filename: 'Grüße “2”.html',
    });
    const expiresAt = Number(/original-(\d+)/.exec(url)?.[1]);
    const { status, headers, body } = await send(url);
    expect(status).toBe(200);
    expect(body.equals(ORIGINAL)).toBe(true);
    const maxAge = Number(/^private, max-age=(\d+)$/.exec(headers['cache-control'] ?? '')?.[1]);
    const secondsLeft = expiresAt - Date.now() / 1000;
    expect(maxAge).toBeGreaterThan(secondsLeft - 5);
    expect(maxAge).toBeLessThan(secondsLeft + 5);
    expect(headers).toMatchObject({
      'content-type': 'text/html',
      'content-length': String(ORIGINAL.length),
      'content-disposition':
        'attachment; filename="Gr??e ?2?.html"; filename*=UTF-8\'\'Gr%C3%BC%C3%9Fe%20%E2%80%9C2%E2%80%9D.html',
      etag: etagOf(ORIGINAL),
      'last-modified': CREATED_AT_HTTP,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  test('is delivered in ranges, and not again to who has it', async () => {
    const contentId = await delivery.givenContent({ original: ORIGINAL });
    const url = delivery.urls.originalUrl({
      workspaceId: delivery.workspaceId,
      contentId,
      filename: 'a.bin',
    });
    const part = await send(url, { range: 'bytes=8-12' });
    expect([part.status, part.body.toString()]).toEqual([206, 'alert']);
    expect((await send(url, { 'if-none-match': etagOf(ORIGINAL) })).status).toBe(304);
  });

  test('is refused once its URL has expired', async () => {
    const contentId = await delivery.givenContent({ original: ORIGINAL });
    const threeHoursAgo = Date.now() - 3 * 3_600_000;
    const url = delivery.urls.originalUrl(
      { workspaceId: delivery.workspaceId, contentId, filename: 'a.bin' },
      threeHoursAgo,
    );
    const { status, headers, body } = await send(url);
    expect([status, headers['cache-control']]).toEqual([403, 'no-store']);
    expect(body.toString()).toBe('This URL is not valid here, or no longer.\n');
  });
});
