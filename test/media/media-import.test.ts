import sharp from 'sharp';
import { decodeId } from '../../src/platform/graphql/global-id';
import { EVENTS_CHANNEL } from '../../src/platform/outbox/hand-on-events';
import { eventually } from '../support/eventually';
import { openSubscription } from '../support/test-subscription';
import { type Import, IMPORT_FIELDS, Importing, picture } from './importing';

describe('importing from a URL', () => {
  let importing: Importing;
  beforeAll(async () => {
    importing = await Importing.start();
  });
  afterAll(() => importing.close());

  it('brings a picture into the library, in the name of whoever asked', async () => {
    const source = importing.serveBytes('/a/red%20vase.jpg?token=secret', await picture('#804020'));
    const { me } = await importing.owner.data<{ me: { id: string } }>('{ me { id } }');
    const requested = await importing.requestOne({
      source,
      ...{ alt: ' A vase ', description: 'Red.', tags: ['red', 'red'], folder: '/vases/' },
    });
    expect(requested).toMatchObject({ source, media: null, error: null, deduplicated: null });

    const details = { alt: 'A vase', description: 'Red.', tags: ['red'], folder: 'vases' };
    expect(await importing.ended(requested.id)).toMatchObject({
      ...{ status: 'COMPLETED', progress: 1, error: null, deduplicated: false },
      media: { filename: 'red vase.jpg', ...details, uploadedBy: { id: me.id } },
    });
    expect(await importing.audits('mediaImport')).toEqual([
      {
        action: 'mediaImport.request',
        actor_kind: 'user',
        after: { source: source.replace('?token=secret', ''), ...details, onDuplicate: 'REUSE' },
      },
      {
        action: 'mediaImport.complete',
        actor_kind: 'user',
        after: {
          ...{ status: 'COMPLETED', deduplicated: false, attempt: 1 },
          mediaId: expect.any(String) as string,
        },
      },
    ]);
    expect(await importing.audits('media')).toMatchObject([
      {
        ...{ action: 'media.upload', actor_kind: 'user' },
        after: { filename: 'red vase.jpg', deduplicated: false },
      },
    ]);
  });

  it('of bytes that the library has finds what is there, or makes a second item where asked to', async () => {
    const source = importing.serveBytes('/twice.jpg', await picture('#112233'));
    const first = await importing.run({ source });
    const second = await importing.run({ source, filename: 'again.jpg' });
    const copy = await importing.run({ source, filename: 'copy.jpg', onDuplicate: 'COPY' });
    expect(first).toMatchObject({ deduplicated: false, media: { filename: 'twice.jpg' } });
    expect(second).toMatchObject({ deduplicated: true, media: first.media });
    expect(copy).toMatchObject({ deduplicated: true, media: { filename: 'copy.jpg' } });
    expect(copy.media?.id).not.toBe(first.media?.id);
  });

  it('outlives what it brought: after a purge it has no media, and its end stays', async () => {
    const source = importing.serveBytes('/purged.jpg', await picture('#445566'));
    const [first, second] = [await importing.run({ source }), await importing.run({ source })];
    const ids = [first.media?.id];
    const [before, beforeSecond] = [await importing.row(first.id), await importing.row(second.id)];
    for (const name of ['mediaDelete', 'mediaPurge']) {
      const purged = await importing.owner.data(
        `mutation ($ids: [ID!]!) { ${name}(ids: $ids) { userErrors { code } } }`,
        { ids },
      );
      expect(purged).toEqual({ [name]: { userErrors: [] } });
    }
    expect(await importing.look(first.id)).toEqual({ ...first, media: null });
    expect(await importing.row(first.id)).toEqual({ ...before, media_id: null });
    expect(await importing.row(second.id)).toEqual({ ...beforeSecond, media_id: null });
    expect(before.media_id).toBe(beforeSecond.media_id);

    const again = await importing.run({ source });
    expect(again).toMatchObject({
      status: 'COMPLETED',
      deduplicated: false,
      media: { filename: 'purged.jpg' },
    });
    expect(again.media?.id).not.toBe(first.media?.id);
  });

  it('is charged like an upload: the bytes once, each item to its user', async () => {
    const bytes = await picture('#778899');
    const source = importing.serveBytes('/charged.jpg', bytes);
    const used = async () => {
      const tallies = await importing.app.db.query<{ ownerId: string; bytes: number }>(
        'SELECT owner_id AS "ownerId", used_bytes::int AS bytes FROM storage_tally WHERE workspace_id = $1',
        importing.workspaceId,
      );
      const of = (isWorkspace: boolean) =>
        tallies.find(({ ownerId }) => (ownerId === importing.workspaceId) === isWorkspace)?.bytes ?? 0;
      return { workspace: of(true), user: of(false) };
    };
    const before = await used();
    await importing.run({ source });
    await importing.run({ source });
    await importing.run({ source, onDuplicate: 'COPY' });
    expect(await used()).toEqual({
      workspace: before.workspace + bytes.length,
      user: before.user + 2 * bytes.length,
    });
  });

  it('of the same bytes many times at once makes one item', async () => {
    const source = importing.serveBytes('/many.jpg', await picture('#998877'));
    const { imports } = await importing.request(Array.from({ length: 8 }, () => ({ source })));
    const ends = await Promise.all(imports.map(({ id }) => importing.ended(id)));
    expect(new Set(ends.map(({ media }) => media?.id)).size).toBe(1);
    expect(ends.filter(({ deduplicated }) => !deduplicated)).toHaveLength(1);
    expect(
      await importing.app.db.query(`SELECT filename FROM media WHERE filename = 'many.jpg'`),
    ).toHaveLength(1);
  });

  it.each([
    ['its input', '/1.jpg', 'given.jpg', 'attachment; filename="theirs.jpg"', 'given.jpg'],
    ['its server', '/2.jpg', undefined, 'attachment; filename="../../their s.jpg"', 'their s.jpg'],
    [
      'its server, in any script',
      '/3',
      '',
      "inline; filename=x; filename*=UTF-8''b%C3%BCste.jpg",
      'büste.jpg',
    ],
    ['its URL, where its server has no name for it', '/4.jpg', null, 'attachment', '4.jpg'],
    ['its URL, made safe', '/x/%2e%2e%2f%2fn%C3%A4me%00%2ejpg', undefined, undefined, 'näme.jpg'],
    ['its URL, where that is not well encoded', '/100%.jpg', undefined, undefined, '100%.jpg'],
    ['its kind, where nobody has a name for it', '/', undefined, undefined, 'file.jpg'],
  ])('names the file by %s', async (_, path, filename, disposition, expected) => {
    const headers: Record<string, string> = disposition ? { 'content-disposition': disposition } : {};
    const source = importing.serveBytes(path, await picture('#abcdef'), headers);
    const { media } = await importing.run({ source, filename, onDuplicate: 'COPY' });
    expect(media?.filename).toBe(expected);
  });

  it('follows redirects, and names the file by where it was', async () => {
    const location = importing.serveBytes('/target.jpg', await picture('#665544'));
    const source = importing.serve('/moved', (_, response) => {
      response.writeHead(302, { location }).end();
    });
    expect(await importing.run({ source })).toMatchObject({ source, media: { filename: 'target.jpg' } });
  });

  it('tells its progress over a subscription, of the imports alone that were asked for, to the end', async () => {
    const bytes = await sharp({
      create: {
        ...{ width: 300, height: 300, channels: 3, background: '#808080' },
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .png()
      .toBuffer();
    const half = Math.ceil(bytes.length / 2);
    let goOn: () => void = () => undefined;
    const source = importing.serve('/slow.png', (_, response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, half));
      goOn = () => void response.end(bytes.subarray(half));
    });
    const { id } = await importing.requestOne({ source });
    const subscription = openSubscription<{ mediaImportUpdated: Import }>(
      importing.owner,
      `subscription ($ids: [ID!]!) { mediaImportUpdated(ids: $ids) { ${IMPORT_FIELDS} } }`,
      { ids: [id] },
    );
    const heard = () => subscription.events.flatMap(({ data }) => data?.mediaImportUpdated ?? []);
    await eventually(async () => {
      expect(await importing.look(id)).toMatchObject({ status: 'RUNNING', progress: 0.5, media: null });
    });
    // Nothing happens any more until it goes on, and the subscription may have been opened after all that did.
    await eventually(async () => {
      const [importId, { workspaceId }] = [decodeId('MediaImport', id), importing];
      await importing.app.platform.broadcast.publish(EVENTS_CHANNEL, {
        ...{ id: importId, workspaceId, name: 'media.import.changed', payload: { importId } },
      });
      expect(heard().at(-1)).toMatchObject({ id, status: 'RUNNING', progress: 0.5, media: null });
    });
    await importing.run({ source: importing.serveBytes('/other.jpg', await picture('#010203')) });
    goOn();
    await eventually(() => {
      expect(heard().at(-1)).toMatchObject({
        ...{ id, status: 'COMPLETED', progress: 1, media: { filename: 'slow.png' } },
      });
      return Promise.resolve();
    });
    expect(new Set(heard().map((each) => each.id))).toEqual(new Set([id]));
    await subscription.close();
  });
});
