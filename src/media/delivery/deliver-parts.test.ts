import {
  createTestDelivery,
  CREATED_AT_HTTP,
  ONE_YEAR,
  WEBP,
  JPEG,
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

describe('a client that has something already', () => {
  let url: string;
  beforeEach(async () => {
    url = delivery.urlOf(await delivery.givenContent({ renditions: { webp: WEBP } }), null);
  });

  test.each([
    [{ 'if-none-match': etagOf(WEBP) }, 304],
    [{ 'if-none-match': `W/${etagOf(WEBP)}` }, 304],
    [{ 'if-none-match': `"other", ${etagOf(WEBP)}` }, 304],
    [{ 'if-none-match': '*' }, 304],
    [{ 'if-none-match': etagOf(JPEG) }, 200],
    [{ 'if-modified-since': CREATED_AT_HTTP }, 304],
    [{ 'if-modified-since': 'Fri, 21 Nov 2025 09:59:59 GMT' }, 200],
    [{ 'if-none-match': etagOf(JPEG), 'if-modified-since': CREATED_AT_HTTP }, 200],
  ])('and says %j gets %i', async (headers, expected) => {
    const answer = await send(url, { accept: 'image/webp', ...headers });
    expect(answer.status).toBe(expected);
    expect(answer.body).toHaveLength(expected === 304 ? 0 : WEBP.length);
    expect(answer.headers).toMatchObject({ etag: etagOf(WEBP), 'cache-control': ONE_YEAR, vary: 'Accept' });
  });
});

describe('a range', () => {
  let url: string;
  beforeEach(async () => {
    url = delivery.urlOf(await delivery.givenContent({ renditions: { webp: WEBP } }), 'webp');
  });

  test.each([
    ['bytes=0-99', 0, 99],
    ['bytes=69990-', 69_990, 69_999],
    ['bytes=-5', 69_995, 69_999],
    ['bytes=-999999', 0, 69_999],
    ['bytes=1000-999999', 1000, 69_999],
  ])('%s is delivered alone', async (range, start, end) => {
    const { status, headers, body } = await send(url, { range });
    expect(status).toBe(206);
    expect(headers).toMatchObject({
      'content-range': `bytes ${start}-${end}/70000`,
      'content-length': String(end - start + 1),
      etag: etagOf(WEBP),
      'cache-control': ONE_YEAR,
    });
    expect(body.equals(WEBP.subarray(start, end + 1))).toBe(true);
  });

  test('that lies outside is refused, with the true size, and not kept by caches', async () => {
    const { status, headers, body } = await send(url, { range: 'bytes=70000-' });
    expect(status).toBe(416);
    expect(headers).toMatchObject({ 'content-range': 'bytes */70000', 'cache-control': 'no-store' });
    expect(headers.etag).toBeUndefined();
    expect(body.toString()).toBe('The requested range lies outside of the file.\n');
  });

  test.each([
    { range: 'bytes=0-1,5-6' },
    { range: 'bytes=5-2' },
    { range: 'lines=0-1' },
    { range: 'bytes=0-1', 'if-range': etagOf(JPEG) },
    { range: 'bytes=0-1', 'if-range': `W/${etagOf(WEBP)}` },
    { range: 'bytes=0-1', 'if-range': 'Fri, 21 Nov 2025 10:00:01 GMT' },
    { range: 'bytes=70000-', 'if-range': etagOf(JPEG) },
  ])('%j is answered with the whole file', async (headers) => {
    const answer = await send(url, headers);
    expect(answer.status).toBe(200);
    expect(answer.body.equals(WEBP)).toBe(true);
    expect(answer.headers['content-range']).toBeUndefined();
  });

  test('with If-Range of these very bytes is delivered', async () => {
    for (const condition of [etagOf(WEBP), CREATED_AT_HTTP]) {
      expect((await send(url, { range: 'bytes=0-1', 'if-range': condition })).status).toBe(206);
    }
  });

  test('is nothing to HEAD', async () => {
    const { status, headers } = await send(url, { range: 'bytes=0-1' }, 'HEAD');
    expect([status, headers['content-length']]).toEqual([200, '70000']);
  });
});
