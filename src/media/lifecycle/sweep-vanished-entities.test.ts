import { v7 as uuid } from 'uuid';
import { findingsOf } from '../../../test/support/findings-of';
import { givenMedia, givenProduct, givenWorkspace } from '../../../test/support/factories';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { rowsOf } from '../../../test/support/workspace-rows';
import { MODULES } from '../../modules';
import { createLog } from '../../platform/log';
import { MediaConsumers } from '../attachments/consumer';
import { sweepVanishedEntities } from './sweep-vanished-entities';

describe('the sweep of attachments whose entity is gone', () => {
  let db: TestDatabase;
  let workspaceId: string;
  let errors: Record<string, unknown>[];

  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    await db.query('TRUNCATE attachment, product, outbox_event, audit_log CASCADE');
    workspaceId = (await givenWorkspace(db)).id;
    errors = [];
  });

  async function attach(entityType: string, entityId: string, position = 0, workspace = workspaceId) {
    const [id, mediaId] = [uuid(), await givenMedia(db, workspace)];
    await db.query(
      `INSERT INTO attachment (workspace_id, id, entity_type, entity_id, role, position, is_primary, media_id, alt)
       VALUES ($1, $2, $3, $4, 'gallery', $5, $6, $7, 'a use')`,
      ...[workspace, id, entityType, entityId, position, position === 0, mediaId],
    );
    return { id, mediaId };
  }
  const consumers = new MediaConsumers(MODULES.flatMap((module) => module.consumers ?? []));
  const log = createLog({
    level: 'error',
    destination: { write: (line) => void errors.push(JSON.parse(line) as Record<string, unknown>) },
  });
  const sweep = (options: { dryRun?: boolean; consumers?: MediaConsumers; signal?: AbortSignal } = {}) =>
    findingsOf(sweepVanishedEntities(options.consumers ?? consumers), { ...db, log, ...options });
  const attachments = async () =>
    (await db.query<{ id: string }>('SELECT id FROM attachment ORDER BY id')).map(({ id }) => id);

  it('takes them away with an audit row and an event each, and calls each a bug', async () => {
    const product = await givenProduct(db, workspaceId);
    const kept = await attach('product', product);
    const gone = uuid();
    const [first, second] = [await attach('product', gone), await attach('product', gone, 1)];
    const elsewhere = (await givenWorkspace(db)).id;
    const variant = uuid();
    await attach('variant', variant, 0, elsewhere);
    const expected = [
      { workspaceId, what: `2 media are detached from product ${gone}, which is gone` },
      { workspaceId: elsewhere, what: `1 media are detached from variant ${variant}, which is gone` },
    ];

    const before = await rowsOf(db, workspaceId, elsewhere);
    expect(await sweep({ dryRun: true })).toEqual(expected);
    expect(await rowsOf(db, workspaceId, elsewhere)).toEqual(before);
    expect(errors).toEqual([]);

    expect(await sweep()).toEqual(expected);
    expect(await attachments()).toEqual([kept.id]);
    const use = { role: 'gallery', alt: 'a use', caption: null };
    expect(
      await db.query(
        'SELECT action, subject_type, subject_id, actor_name, before, after FROM audit_log WHERE workspace_id = $1',
        workspaceId,
      ),
    ).toEqual([
      {
        action: 'product.media',
        subject_type: 'product',
        subject_id: gone,
        actor_name: 'sweep:vanished-entities',
        before: {
          media: [
            { mediaId: first.mediaId, primary: true, ...use },
            { mediaId: second.mediaId, primary: false, ...use },
          ],
        },
        after: { media: [] },
      },
    ]);
    expect(await db.query('SELECT name, payload FROM outbox_event ORDER BY id')).toEqual([
      { name: 'entity.media.changed', payload: { entityType: 'product', entityId: gone } },
      { name: 'entity.media.changed', payload: { entityType: 'variant', entityId: variant } },
    ]);
    expect(errors.map(({ entityId, attachments: count }) => [entityId, count])).toEqual([
      [gone, 2],
      [variant, 1],
    ]);
    expect(await sweep()).toEqual([]);
  });

  it('reports an entity type that no module has, and keeps what is attached there', async () => {
    await attach('banner', uuid());
    await attach('product', uuid());
    expect(await sweep({ consumers: new MediaConsumers([]) })).toEqual([
      { workspaceId, what: 'attachments of entity type banner, which no module has: kept' },
      { workspaceId, what: 'attachments of entity type product, which no module has: kept' },
    ]);
    expect(await attachments()).toHaveLength(2);
  });

  it('goes through any number of entities, batch by batch', async () => {
    const ids = Array.from({ length: 450 }, () => uuid());
    const mediaId = await givenMedia(db, workspaceId);
    await db.query(
      `INSERT INTO attachment (workspace_id, id, entity_type, entity_id, role, position, media_id)
       SELECT $1, gen_random_uuid(), 'product', id, 'gallery', 0, $3 FROM unnest($2::uuid[]) AS id`,
      ...[workspaceId, ids, mediaId],
    );
    expect(await sweep()).toHaveLength(450);
    expect(await attachments()).toEqual([]);
  });

  it('keeps what is attached to an entity that a commit under way is making', async () => {
    const [committed, product] = [await givenProduct(db, workspaceId), uuid()];
    await attach('product', committed);
    const { id } = await attach('product', product);
    const hidden: MediaConsumers = new MediaConsumers(
      consumers.all().map((consumer) => ({
        ...consumer,
        // Whom labels do not show may exist all the same: the lock alone tells.
        labels: () => Promise.resolve(new Map()),
        lock: async (tx, ids) => {
          await givenProduct(db, workspaceId, { title: 'just now' });
          await db.query('UPDATE product SET id = $1 WHERE title = $2', product, 'just now');
          return consumer.lock(tx, ids);
        },
      })),
    );
    expect(await sweep({ consumers: hidden })).toEqual([]);
    expect(await attachments()).toContain(id);
  });

  it('goes on with the other types where one cannot be looked through', async () => {
    await attach('product', uuid());
    const variant = uuid();
    await attach('variant', variant);
    const failing = new MediaConsumers(
      consumers.all().map((consumer) => {
        const broken = { ...consumer, lock: () => Promise.reject(new Error('not today')) };
        return consumer.entityType === 'product' ? broken : consumer;
      }),
    );
    expect(await sweep({ consumers: failing })).toEqual([
      { workspaceId, what: `1 media are detached from variant ${variant}, which is gone` },
    ]);
    expect(errors.map(({ msg }) => msg)).toContain('attachments could not be looked through; going on');
  });

  it('ends early when it is told to', async () => {
    await attach('product', uuid());
    expect(await sweep({ signal: AbortSignal.abort() })).toEqual([]);
    expect(await attachments()).toHaveLength(1);
  });
});
