import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import sharp from 'sharp';
import {
  createTestDelivery,
  MOST_KEPT,
  ONE_YEAR,
  etagOf,
  send,
  type TestDelivery,
  until,
  WEBP,
} from './delivery.fixture';

interface RenditionRow {
  readonly transform: string;
  readonly format: string;
  readonly recipe: number;
  readonly on_demand: boolean;
  readonly used_at: Date | null;
  readonly storage_key: string;
  readonly width: number;
  readonly height: number;
}

let delivery: TestDelivery;
let photograph: Buffer;
beforeAll(async () => {
  delivery = await createTestDelivery();
  photograph = await sharp({ create: { width: 1200, height: 900, channels: 3, background: '#305070' } })
    .jpeg()
    .toBuffer();
});
beforeEach(() => delivery.reset());
afterAll(() => delivery.close());

const renditionsOf = (contentId: string) =>
  delivery.db.query<RenditionRow>(
    'SELECT * FROM rendition WHERE content_id = $1 ORDER BY transform, format',
    contentId,
  );
const leasesOf = (contentId: string) =>
  delivery.db.query<{ lease_id: string; error_code: string | null }>(
    'SELECT * FROM transform_lease WHERE content_id = $1',
    contentId,
  );
const discardsOf = async (contentId: string) =>
  (
    await delivery.db.query<{ storage_key: string }>(
      'SELECT * FROM discarded_file WHERE content_id = $1 ORDER BY storage_key',
      contentId,
    )
  ).map(({ storage_key }) => storage_key);
const wanted = (contentId: string, transform: string, format: string | null = 'webp') =>
  delivery.urlOf(contentId, format, { transform });
const BUSY = [503, 'Too busy just now; try again.\n'];
const outcome = async (url: string) => {
  const { status, body } = await send(url);
  return [status, body.toString()];
};

describe('a transform that is not stored', () => {
  test('is made by its first request, stored, and delivered from there', async () => {
    const contentId = await delivery.givenContent({ original: photograph });
    const url = wanted(contentId, 'contain-400x300-q85');
    const first = await send(url);
    expect([first.status, first.headers['content-type'], first.headers['cache-control']]).toEqual([
      200,
      'image/webp',
      ONE_YEAR,
    ]);
    expect(first.headers.etag).toBe(etagOf(first.body));
    expect(await sharp(first.body).metadata()).toMatchObject({ format: 'webp', width: 400, height: 300 });

    const [row, ...others] = await renditionsOf(contentId);
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      ...{ transform: 'contain-400x300-q85', format: 'webp', recipe: 1, on_demand: true },
      ...{ width: 400, height: 300, used_at: expect.any(Date) as Date },
    });
    expect(await delivery.madeFiles(contentId)).toEqual([row?.storage_key]);
    expect(await leasesOf(contentId)).toEqual([]);
    const second = await send(url);
    expect(second.body.equals(first.body)).toBe(true);
    expect(second.headers['last-modified']).toBe(first.headers['last-modified']);
    expect(delivery.said('a transform was made')).toHaveLength(1);
  });

  test('is made by HEAD, by a range and by negotiation as well', async () => {
    const contentId = await delivery.givenContent({ original: photograph });
    const head = await send(wanted(contentId, 'contain-40x30-q85'), {}, 'HEAD');
    expect([head.status, head.body.length]).toEqual([200, 0]);
    const part = await send(wanted(contentId, 'contain-60x45-q85', 'png'), { range: 'bytes=1-3' });
    expect([part.status, part.body.toString()]).toEqual([206, 'PNG']);
    const accept = { accept: 'image/avif,image/webp;q=0.9' };
    const preferred = await send(wanted(contentId, 'contain-80x60-q85', null), accept);
    expect([preferred.headers['content-type'], preferred.headers.vary]).toEqual(['image/avif', 'Accept']);
    expect((await renditionsOf(contentId)).map(({ transform, format }) => `${transform}.${format}`)).toEqual([
      'contain-40x30-q85.webp',
      'contain-60x45-q85.png',
      'contain-80x60-q85.avif',
    ]);
  });

  test('is made once for many requests at once, and the stored preset never', async () => {
    const contentId = await delivery.givenContent({ original: photograph, renditions: { webp: WEBP } });
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => send(wanted(contentId, 'cover-120x80-q85', 'avif'))),
    );
    expect(new Set(answers.map(({ status, headers }) => `${status} ${headers.etag}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
    expect((await send(delivery.urlOf(contentId, 'webp'))).body.equals(WEBP)).toBe(true);
    expect(delivery.said('a transform was made')).toHaveLength(1);
    expect(await delivery.madeFiles(contentId)).toHaveLength(2);
  });

  test('is made for those who wait when the one who asked first has gone, and kept when nobody waits', async () => {
    const contentId = await delivery.givenContent({ original: photograph });
    const url = wanted(contentId, 'contain-1199x899-q85', 'avif');
    const leaving = httpRequest(url, { agent: false });
    leaving.on('error', () => undefined).end();
    await until(async () => (await leasesOf(contentId)).length === 1);
    const staying = send(url);
    leaving.destroy();
    expect((await staying).status).toBe(200);

    const alone = httpRequest(wanted(contentId, 'contain-1198x899-q85', 'avif'), { agent: false });
    alone.on('error', () => undefined).end();
    await until(async () => (await leasesOf(contentId)).length === 1);
    alone.destroy();
    await until(async () => (await renditionsOf(contentId)).length === 2);
    expect(delivery.said('a transform was made')).toHaveLength(2);
  });

  test('is refused beyond what may be in work, which is made all the same', async () => {
    const contentId = await delivery.givenContent({ original: photograph });
    const names = [
      'contain-1190x893-q85',
      'contain-1191x893-q85',
      'contain-1192x894-q85',
      'contain-1193x895-q85',
    ];
    const answers = await Promise.all(names.map((name) => send(wanted(contentId, name, 'avif'))));
    const busy = answers.filter(({ status }) => status === 503);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
    expect(busy).toHaveLength(2);
    for (const { headers, body } of busy) {
      expect(body.toString()).toBe(BUSY[1]);
      expect(headers).toMatchObject({ 'retry-after': '2', 'cache-control': 'no-store' });
    }
    expect(await renditionsOf(contentId)).toHaveLength(2);
    expect(await leasesOf(contentId)).toEqual([]);
  });
});

describe('a URL that was altered', () => {
  test('makes nothing and looks nothing up', async () => {
    const contentId = await delivery.givenContent({ original: photograph });
    const url = wanted(contentId, 'contain-400x300-q85');
    for (const altered of [
      url.replace('400x300', '401x300'),
      url.replace('/media/k1.', '/media/k1.A'),
      url + 'x',
    ]) {
      expect((await outcome(altered))[0]).toBe(403);
    }
    expect((await outcome(new URL(`/media/${contentId}/1/contain-400x300-q85.webp`, url).href))[0]).toBe(403);
    expect(await renditionsOf(contentId)).toEqual([]);
    expect(await leasesOf(contentId)).toEqual([]);
    expect(delivery.logged).toEqual([]);
  });
});

describe('a picture that something cannot be made of', () => {
  test('is refused with words, and not tried again for a while', async () => {
    const contentId = await delivery.givenContent({ original: Buffer.from('<html></html>'.repeat(9)) });
    const url = wanted(contentId, 'contain-400x300-q85');
    const answers = await Promise.all([outcome(url), outcome(url), outcome(url)]);
    const refusal = [
      415,
      expect.stringMatching(
        /^UNSUPPORTED_MEDIA_TYPE: This file is no .* picture, whatever its name says\.\n$/,
      ),
    ];
    expect([...answers, await outcome(url)]).toEqual([refusal, refusal, refusal, refusal]);
    expect(delivery.said('a transform could not be made')).toHaveLength(1);
    expect(await leasesOf(contentId)).toMatchObject([{ error_code: 'UNSUPPORTED_MEDIA_TYPE' }]);
    await delivery.db.query(
      "UPDATE transform_lease SET leased_until = now() - interval '1 second' WHERE content_id = $1",
      contentId,
    );
    expect(await outcome(url)).toEqual(refusal);
    expect(delivery.said('a transform could not be made')).toHaveLength(2);
    expect([await renditionsOf(contentId), await discardsOf(contentId)]).toEqual([[], []]);
  });

  test('for its damage is unprocessable', async () => {
    const contentId = await delivery.givenContent({
      original: photograph.subarray(0, photograph.length / 2),
    });
    const [status, body] = await outcome(wanted(contentId, 'contain-400x300-q85'));
    expect([status, String(body).split(':')[0]]).toEqual([422, 'CORRUPT_FILE']);
  });

  test('as its upload is not stored any more is not found, which the log says', async () => {
    const contentId = await delivery.givenContent({ original: photograph });
    const keys: string[] = [];
    for await (const { key } of delivery.storage.list(`tenants/${delivery.workspaceId}`)) keys.push(key);
    await delivery.storage.delete(keys);
    expect(await outcome(wanted(contentId, 'contain-400x300-q85'))).toEqual([
      404,
      'There is nothing here.\n',
    ]);
    expect(delivery.said('a stored file could not be delivered')).toHaveLength(1);
    expect(await leasesOf(contentId)).toEqual([]);
  });
});

describe('a storage that fails', () => {
  test('leaves no lease behind, and its next request makes the transform', async () => {
    const contentId = await delivery.givenContent({ original: photograph });
    const url = wanted(contentId, 'contain-400x300-q85');
    delivery.storage.beforeMoveIn = () => Promise.reject(new Error('no space left'));
    expect(await outcome(url)).toEqual([500, 'Something went wrong.\n']);
    expect(await leasesOf(contentId)).toEqual([]);
    // What may have been stored has to be taken away.
    expect(await discardsOf(contentId)).toEqual([expect.stringContaining('/1/contain-400x300-q85.')]);
    delivery.storage.beforeMoveIn = () => Promise.resolve();
    expect((await outcome(url))[0]).toBe(200);
    const [row] = await renditionsOf(contentId);
    expect(await discardsOf(contentId)).not.toContain(row?.storage_key);
  });
});

describe('what is stored and cannot be published', () => {
  /** Has this happen when a rendition is rendered, and about to be stored. */
  const beforeItIsStored = (change: string, contentId: string) => {
    delivery.storage.beforeMoveIn = async () => {
      delivery.storage.beforeMoveIn = () => Promise.resolve();
      await delivery.db.query(change, contentId);
    };
  };

  test('as the content is being deleted, is taken away at once', async () => {
    const contentId = await delivery.givenContent({ original: photograph });
    beforeItIsStored("UPDATE content SET state = 'deleting' WHERE id = $1", contentId);
    expect(await outcome(wanted(contentId, 'contain-400x300-q85'))).toEqual([
      404,
      'There is nothing here.\n',
    ]);
    expect([await renditionsOf(contentId), await leasesOf(contentId)]).toEqual([[], []]);
    expect(await delivery.madeFiles(contentId)).toEqual([]);
  });

  test('as somebody took over, who died, is taken away, and made again', async () => {
    const contentId = await delivery.givenContent({ original: photograph });
    beforeItIsStored(
      'UPDATE transform_lease SET lease_id = gen_random_uuid(), leased_until = now() WHERE content_id = $1',
      contentId,
    );
    expect((await outcome(wanted(contentId, 'contain-400x300-q85')))[0]).toBe(200);
    const [row, ...others] = await renditionsOf(contentId);
    expect(others).toEqual([]);
    expect(await delivery.madeFiles(contentId)).toEqual([row?.storage_key]);
    expect(delivery.said('a transform was made')).toHaveLength(1);
  });
});

describe('a transform that another process has in the making', () => {
  const lease = (contentId: string, seconds: number, leaseId = randomUUID()) =>
    delivery.db.query(
      `INSERT INTO transform_lease (workspace_id, content_id, recipe, transform, format, lease_id, leased_until)
       VALUES ($1, $2, 1, 'contain-400x300-q85', 'webp', $3, now() + make_interval(secs => $4))`,
      ...[delivery.workspaceId, contentId, leaseId, seconds],
    );

  test('is waited for, and delivered as that one published it', async () => {
    const contentId = await delivery.givenContent({ original: photograph, renditions: { webp: WEBP } });
    await lease(contentId, 60);
    const waiting = send(wanted(contentId, 'contain-400x300-q85'));
    await until(async () => (await leasesOf(contentId)).length === 1);
    await delivery.db.query(
      `UPDATE rendition SET transform = 'contain-400x300-q85', on_demand = true, used_at = now() WHERE content_id = $1`,
      contentId,
    );
    expect((await waiting).body.equals(WEBP)).toBe(true);
    expect(delivery.said('a transform was made')).toEqual([]);
  });

  test('is taken over when its lease runs out, and what the dead one stored is discarded', async () => {
    const contentId = await delivery.givenContent({ original: photograph });
    const dead = randomUUID();
    await lease(contentId, 1, dead);
    expect((await send(wanted(contentId, 'contain-400x300-q85'))).status).toBe(200);
    const [row] = await renditionsOf(contentId);
    expect(row?.storage_key).not.toContain(dead);
    expect(await discardsOf(contentId)).toEqual([row?.storage_key.replace(/\.[^/]+\./, `.${dead}.`)]);
    expect(await leasesOf(contentId)).toEqual([]);
  });
});

describe('what is kept of a picture', () => {
  test('are so many transforms, those used last', async () => {
    const contentId = await delivery.givenContent({ original: photograph, renditions: { webp: WEBP } });
    const make = async (width: number) => {
      expect((await send(wanted(contentId, `contain-${width}x3-q85`))).status).toBe(200);
      await delivery.db.query(
        `UPDATE rendition SET used_at = used_at - interval '10 minutes' WHERE content_id = $1`,
        contentId,
      );
    };
    for (let width = 11; width < 11 + MOST_KEPT; width += 1) await make(width);
    // The oldest was used just now.
    await delivery.db.query(
      `UPDATE rendition SET used_at = now() WHERE content_id = $1 AND transform = 'contain-11x3-q85'`,
      contentId,
    );
    const [lost] = (await renditionsOf(contentId)).filter(
      ({ transform }) => transform === 'contain-12x3-q85',
    );
    await make(20);
    await make(21);
    expect((await renditionsOf(contentId)).map(({ transform }) => transform)).toEqual([
      'contain-11x3-q85',
      'contain-1200x1200-q85',
      'contain-14x3-q85',
      'contain-20x3-q85',
      'contain-21x3-q85',
    ]);
    expect(await discardsOf(contentId)).toHaveLength(2);
    expect(await discardsOf(contentId)).toContain(lost?.storage_key);
    // Who looked it up a moment ago can still read it.
    expect(await delivery.madeFiles(contentId)).toContain(lost?.storage_key);
  });

  test('tells when it was used last, to the hour, behind the answers', async () => {
    const contentId = await delivery.givenContent({ original: photograph, renditions: { jpg: WEBP } });
    const url = wanted(contentId, 'contain-400x300-q85');
    await send(url);
    const usedAgo = async () => {
      await delivery.uses.settled();
      const [{ minutes } = {}] = await delivery.db.query<{ minutes: number }>(
        `SELECT round(extract(epoch FROM now() - used_at) / 60)::int AS minutes FROM rendition
         WHERE content_id = $1 AND on_demand`,
        contentId,
      );
      return minutes;
    };
    const lastUsed = (ago: string) =>
      delivery.db.query(
        'UPDATE rendition SET used_at = now() - $2::interval WHERE content_id = $1 AND on_demand',
        contentId,
        ago,
      );
    await lastUsed('50 minutes');
    await send(url);
    expect(await usedAgo()).toBe(50);
    await lastUsed('70 minutes');
    await send(url, { 'if-none-match': '*' });
    expect(await usedAgo()).toBe(0);
    await send(delivery.urlOf(contentId, 'jpg'));
    await delivery.uses.settled();
    const preset = (await renditionsOf(contentId)).find(({ on_demand }) => !on_demand);
    expect(preset?.used_at).toBeNull();
  });
});

describe('a library item that is deleted', () => {
  test('takes its picture out of delivery, until it is restored or another item shows the same bytes', async () => {
    const contentId = await delivery.givenContent({ original: photograph, renditions: { webp: WEBP } });
    const { workspaceId } = delivery;
    const urls = [
      delivery.urlOf(contentId, 'webp'),
      wanted(contentId, 'contain-400x300-q85'),
      delivery.urls.originalUrl({ workspaceId, contentId, filename: 'a.jpg' }),
    ];
    const statuses = () => Promise.all(urls.map(async (url) => (await send(url)).status));
    await delivery.db.query('UPDATE media SET deleted_at = now() WHERE content_id = $1', contentId);
    expect(await statuses()).toEqual([404, 404, 404]);
    expect(await leasesOf(contentId)).toEqual([]);
    expect(await delivery.madeFiles(contentId)).toHaveLength(1);
    const other = await delivery.givenItem(contentId);
    expect(await statuses()).toEqual([200, 200, 200]);
    await delivery.db.query('UPDATE media SET deleted_at = now() WHERE id = $1', other);
    expect(await statuses()).toEqual([404, 404, 404]);
    await delivery.db.query('UPDATE media SET deleted_at = NULL WHERE content_id = $1', contentId);
    expect(await statuses()).toEqual([200, 200, 200]);
  });
});

describe('a URL of a recipe that was replaced', () => {
  test('is answered while its file is there, and leads to the current one after that', async () => {
    const contentId = await delivery.givenContent({
      original: photograph,
      renditions: { webp: WEBP },
      recipe: 2,
    });
    const old = delivery.urlOf(contentId, 'webp', { recipe: 1 });
    const { status, headers, body } = await send(old);
    expect([status, headers.location, headers['cache-control'], body.length]).toEqual([
      302,
      delivery.urlOf(contentId, 'webp', { recipe: 2 }),
      'public, max-age=60',
      0,
    ]);
    expect((await send(headers.location ?? '')).body.equals(WEBP)).toBe(true);
    const negotiated = await send(delivery.urlOf(contentId, null, { recipe: 1 }), { accept: 'image/webp' });
    expect([negotiated.status, negotiated.headers.location, negotiated.headers.vary]).toEqual([
      302,
      delivery.urlOf(contentId, null, { recipe: 2 }),
      'Accept',
    ]);
    const wantedOld = await send(
      delivery.urlOf(contentId, 'webp', { recipe: 1, transform: 'contain-400x300-q85' }),
    );
    expect(wantedOld.status).toBe(302);
    expect((await send(wantedOld.headers.location ?? '')).status).toBe(200);

    await delivery.db.query(
      `UPDATE rendition SET recipe = 1 WHERE content_id = $1 AND transform = 'contain-1200x1200-q85'`,
      contentId,
    );
    expect((await send(old)).body.equals(WEBP)).toBe(true);
    for (const recipe of [0, 3, 999_999_999]) {
      expect((await send(delivery.urlOf(contentId, 'webp', { recipe }))).status).toBe(404);
    }
    await delivery.db.query('UPDATE content SET recipe = NULL WHERE id = $1', contentId);
    expect((await send(old)).status).toBe(404);
  });
});
