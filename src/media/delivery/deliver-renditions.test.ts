import {
  createTestDelivery,
  CREATED_AT_HTTP,
  ONE_YEAR,
  WEBP,
  JPEG,
  PNG,
  AVIF,
  etagOf,
  send,
  type TestDelivery,
} from './delivery.fixture';

let delivery: TestDelivery;
beforeAll(async () => {
  delivery = await createTestDelivery();
});
beforeEach(() => delivery.reset());
afterAll(() => delivery.close());

test('a rendition is delivered byte for byte, for a year, to anyone, and can do no harm', async () => {
  const contentId = await delivery.givenContent({ renditions: { webp: WEBP } });
  const { status, headers, body } = await send(delivery.urlOf(contentId, 'webp'));
  expect(status).toBe(200);
  expect(body.equals(WEBP)).toBe(true);
  const { date, connection, ...rest } = headers;
  expect([typeof date, connection]).toEqual(['string', 'close']);
  expect(rest).toEqual({
    'content-type': 'image/webp',
    'content-length': '70000',
    'content-disposition': 'inline',
    'cache-control': ONE_YEAR,
    etag: etagOf(WEBP),
    'last-modified': CREATED_AT_HTTP,
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'cross-origin',
    'access-control-allow-origin': '*',
  });
});

test('HEAD answers with the same headers and no body', async () => {
  const contentId = await delivery.givenContent({ renditions: { webp: WEBP, jpg: JPEG } });
  for (const format of ['webp', null]) {
    const [got, asked] = [
      await send(delivery.urlOf(contentId, format)),
      await send(delivery.urlOf(contentId, format), {}, 'HEAD'),
    ];
    expect(asked.status).toBe(200);
    expect({ ...asked.headers, date: null }).toEqual({ ...got.headers, date: null });
    expect(asked.body).toHaveLength(0);
  }
});

describe('a URL without a format', () => {
  const CHROME = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8';
  const FIREFOX = 'image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5';
  const OLD_SAFARI = 'image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5';
  const NAVIGATION = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

  test.each([
    [['webp', 'jpg'], CHROME, 'image/webp'],
    [['webp', 'jpg'], FIREFOX, 'image/webp'],
    [['webp', 'jpg'], NAVIGATION, 'image/webp'],
    [['webp', 'jpg'], OLD_SAFARI, 'image/jpeg'],
    [['webp', 'png'], OLD_SAFARI, 'image/png'],
    [['webp', 'jpg'], 'image/webp', 'image/webp'],
    [['webp', 'jpg'], 'IMAGE/WEBP', 'image/webp'],
    [['webp', 'jpg'], 'image/webp,*/*', 'image/webp'],
    [['webp', 'jpg'], 'image/jpeg', 'image/jpeg'],
    [['webp', 'png'], 'image/webp;q=0.5, image/png', 'image/png'],
    [['webp', 'jpg'], 'image/webp;q=0.9, image/jpeg;q=0.8', 'image/webp'],
    [['webp', 'jpg'], 'image/webp;q=0, image/*', 'image/jpeg'],
    [['webp', 'jpg'], 'image/*', 'image/jpeg'],
    [['webp', 'jpg'], '*/*', 'image/jpeg'],
    [['webp', 'jpg'], undefined, 'image/jpeg'],
    [['webp', 'jpg'], 'text/html', 'image/jpeg'],
    [['webp', 'jpg'], ';;;', 'image/jpeg'],
    [['webp', 'jpg'], 'image/webp;q=0.5;v=2, image/jpeg;q=much', 'image/webp'],
    [['avif', 'webp', 'jpg'], CHROME, 'image/webp'],
    [['avif', 'webp', 'jpg'], 'image/avif,image/webp;q=0.9', 'image/avif'],
    [['avif', 'webp', 'jpg'], 'image/avif', 'image/avif'],
    [['avif', 'webp', 'jpg'], 'image/avif,*/*;q=0.8', 'image/avif'],
    [['avif', 'webp', 'jpg'], 'image/avif;q=0.8,*/*', 'image/jpeg'],
    [['avif', 'webp', 'jpg'], 'image/webp,*/*;q=0.8', 'image/webp'],
    [['avif', 'webp', 'jpg'], '*/*', 'image/jpeg'],
    [['webp', 'png'], 'image/jpeg', 'image/png'],
  ])('of which %j are stored answers Accept: %s with %s', async (formats, accept, expected) => {
    const stored = { webp: WEBP, jpg: JPEG, png: PNG, avif: AVIF };
    const renditions = Object.fromEntries(
      Object.entries(stored).filter(([format]) => formats.includes(format)),
    );
    const contentId = await delivery.givenContent({ renditions, hasAlpha: formats.includes('png') });
    const { status, headers, body } = await send(
      delivery.urlOf(contentId, null),
      accept === undefined ? {} : { accept },
    );
    expect([status, headers['content-type'], headers.vary]).toEqual([200, expected, 'Accept']);
    expect(headers['cache-control']).toBe(ONE_YEAR);
    expect(headers.etag).toBe(etagOf(body));
  });

  test.each([
    ['*/*', 'image/webp'],
    ['image/*', 'image/webp'],
    ['image/jpeg', 'image/jpeg'],
    ['image/webp;q=0,*/*', 'image/jpeg'],
  ])('answers Accept: %s with %s where the picture moves', async (accept, expected) => {
    const contentId = await delivery.givenContent({ renditions: { webp: WEBP, jpg: JPEG }, animated: true });
    expect((await send(delivery.urlOf(contentId, null), { accept })).headers['content-type']).toBe(expected);
  });
});
