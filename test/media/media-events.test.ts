import { type GraphQLSchema } from 'graphql';
import sharp from 'sharp';
import { v7 as uuid } from 'uuid';
import { composeApi } from '../../src/app';
import { MODULES } from '../../src/modules';
import { decodeId, encodeId } from '../../src/platform/graphql/global-id';
import { EVENTS_CHANNEL } from '../../src/platform/outbox/hand-on-events';
import { fleetSweeps, LOCAL_SWEEPS } from '../../src/sweeps';
import { eventually } from '../support/eventually';
import { findingsOf } from '../support/findings-of';
import { givenSweepWork } from '../support/given-sweep-work';
import { givenShop, type Shop } from '../support/shop';
import { startTestApp, type TestApp } from '../support/test-app';
import { TestClient } from '../support/test-client';
import { openSubscription, type TestSubscription } from '../support/test-subscription';
import { rowsOf, type WorkspaceContents } from '../support/workspace-rows';
import { askWithFile } from '../tenancy/ask-with-file';
import { type FieldCases, ownArguments } from '../tenancy/field-case';
import { MUTATION_CASES } from '../tenancy/mutation-cases';
import { EVERYTHING, operationOf } from '../tenancy/select-everything';

const CASES: FieldCases = MUTATION_CASES;

const UPDATES = `subscription { mediaUpdated {
  kind id media { id filename alt description tags folder version status progress } } }`;
const IMPORTS = 'subscription ($ids: [ID!]!) { mediaImportUpdated(ids: $ids) { id status progress } }';

interface Item {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly progress: number;
}
interface Update {
  readonly kind: 'CREATED' | 'UPDATED' | 'DELETED';
  readonly id: string;
  readonly media: Item | null;
}
interface MediaRow {
  readonly id: string;
  readonly content_id: string;
  readonly deleted_at: string | null;
}
interface ContentRow {
  readonly id: string;
  readonly [column: string]: unknown;
}

/** What people see of how a file's processing goes, beside whether there is any to be done. */
const SEEN = ['status', 'progress', 'error_code', 'error_message', 'recipe', 'facts'];

let app: TestApp;
let listening: TestApp;
let schema: GraphQLSchema;
let listener: TestClient;
let shop: Shop;
let subscription: TestSubscription<{ mediaUpdated: Update }>;

beforeEach(async () => {
  app = await startTestApp({ app: { queries: EVERYTHING } });
  listening = await startTestApp({ beside: app, workers: ['relay'] });
  schema = composeApi(app.platform, MODULES, () => app.url).schema;
  shop = await givenShop(app, 'shop');
  listener = new TestClient(listening.url, shop.slug, shop.owner.token);
  subscription = openSubscription(listener, UPDATES);
});
afterEach(async () => {
  await subscription.close();
  await listening.close();
  await app.close();
});

const heard = () => subscription.events.flatMap(({ data }) => (data ? [data.mediaUpdated] : []));
/** Items that never were, told of so as to be heard. */
const markers = new Set<string>();

/** Waits until all that was committed has been told, and heard. */
async function untilAllIsHeard(): Promise<void> {
  await eventually(async () => {
    expect(await app.db.query('SELECT name FROM outbox_event')).toEqual([]);
  });
  const mediaId = uuid();
  markers.add(encodeId('Media', mediaId));
  await eventually(async () => {
    await app.platform.broadcast.publish(EVENTS_CHANNEL, {
      ...{ id: mediaId, workspaceId: shop.id, name: 'media.changed' },
      payload: { mediaId, kind: 'UPDATED' },
    });
    expect(heard().map(({ id }) => id)).toContain(encodeId('Media', mediaId));
  });
}

/** What is heard of a change, and what there is to be heard. */
async function hearingOf(change: () => Promise<unknown>) {
  await untilAllIsHeard();
  const from = heard().length;
  const before = await rowsOf(app.db, shop.id);
  await change();
  await untilAllIsHeard();
  const updates = heard()
    .slice(from)
    .filter(({ id }) => !markers.has(id));
  return { updates, changed: changesBetween(before, await rowsOf(app.db, shop.id)) };
}

/** Items whose rows changed, or the processing of whose files did as people see it, with what became of them. */
function changesBetween(before: WorkspaceContents, after: WorkspaceContents): Record<string, Update['kind']> {
  const contents = byId<ContentRow>(before.content);
  const progressed = byId<ContentRow>(after.content);
  const seen = (row: ContentRow | undefined) =>
    JSON.stringify([row?.due_at === null, ...SEEN.map((name) => row?.[name])]);
  const [had, has] = [byId<MediaRow>(before.media), byId<MediaRow>(after.media)];
  const changes: Record<string, Update['kind']> = {};
  for (const id of new Set([...had.keys(), ...has.keys()])) {
    const [was, is] = [had.get(id), has.get(id)];
    const kind = !was ? 'CREATED' : !is || (is.deleted_at && !was.deleted_at) ? 'DELETED' : 'UPDATED';
    const isRevised = JSON.stringify(was) !== JSON.stringify(is);
    const contentId = is?.content_id ?? '';
    const isShown = is?.deleted_at === null;
    const hasProgressed = isShown && seen(contents.get(contentId)) !== seen(progressed.get(contentId));
    if (isRevised || hasProgressed) changes[encodeId('Media', id)] = kind;
  }
  return changes;
}

function byId<T extends { readonly id: string }>(rows: readonly object[] = []): ReadonlyMap<string, T> {
  return new Map((rows as readonly T[]).map((row) => [row.id, row]));
}

/** Each item once with what is told of it, and as it is now; the last of several updates counts. */
async function expectTold({ updates, changed }: Awaited<ReturnType<typeof hearingOf>>, what: string) {
  expect([what, Object.fromEntries(updates.map(({ id, kind }) => [id, kind]))]).toEqual([what, changed]);
  for (const [id, kind] of Object.entries(changed)) {
    const last = updates.findLast((update) => update.id === id);
    const { node } = await shop.owner.data<{ node: Item | null }>(
      `query ($id: ID!) { node(id: $id) { ... on Media {
        id filename alt description tags folder version status progress } } }`,
      { id },
    );
    expect([what, kind, last?.media]).toEqual([what, kind, node]);
  }
}

test('what a mutation changes of library items is told, once', async () => {
  const counts: Record<string, number> = {};
  for (const coordinate of Object.keys(CASES).filter((name) => /media|avatar/i.test(name))) {
    for (const own of await ownArguments(CASES[coordinate] ?? {}, shop)) {
      const hearing = await hearingOf(async () => {
        const { errors } = await askWithFile(shop.owner, operationOf(schema, coordinate), own);
        expect([coordinate, errors]).toEqual([coordinate, undefined]);
      });
      await expectTold(hearing, coordinate);
      if (hearing.updates.length > 0) counts[coordinate] = hearing.updates.length;
    }
  }
  expect(counts).toEqual({
    'Mutation.avatarUpload': 1,
    'Mutation.mediaUpload': 1,
    'Mutation.mediaUpdate': 1,
    'Mutation.mediaTagsAdd': 1,
    'Mutation.mediaReprocess': 1,
    'Mutation.mediaDelete': 1,
    'Mutation.mediaPurge': 1,
  });
});

test('what a mutation changes of several items is told of each', async () => {
  const { owner, references } = shop;
  const told = async (change: () => Promise<unknown>) => {
    const hearing = await hearingOf(change);
    await expectTold(hearing, 'a change of several');
    expect(hearing.updates).toHaveLength(Object.keys(hearing.changed).length);
    return hearing.changed;
  };
  const ask =
    (verb: string, ids: readonly string[], more = '') =>
    () =>
      owner.data(`mutation ($ids: [ID!]!) { media${verb}(ids: $ids ${more}) { userErrors { code } } }`, {
        ids,
      });
  const [first, second] = [await uploaded('1'), await uploaded('1', 'COPY')];
  const both = (kind: Update['kind']) => ({ [first]: kind, [second]: kind });

  expect(await told(ask('TagsAdd', [first, second], 'tags: ["old"]'))).toEqual(both('UPDATED'));
  expect(await told(ask('TagsAdd', [first, second], 'tags: ["old"]'))).toEqual({});
  expect(await told(ask('TagsRemove', [first, second], 'tags: ["old"]'))).toEqual(both('UPDATED'));

  const failed = () =>
    app.db.query(
      `UPDATE content SET status = 'FAILED', due_at = NULL, error_code = 'CORRUPT_FILE', error_message = 'No.'
       WHERE id = (SELECT content_id FROM media WHERE id = $1)`,
      decodeId('Media', first),
    );
  await failed();
  expect(await told(ask('Reprocess', [first]))).toEqual(both('UPDATED'));
  await failed();
  expect(await told(() => uploaded('1'))).toEqual(both('UPDATED'));

  await owner.data(
    `mutation ($entity: EntityRefInput!, $items: [MediaAttachItemInput!]!) {
      mediaAttach(entity: $entity, items: $items) { userErrors { code } } }`,
    { entity: { type: 'product', id: references.draft }, items: [{ mediaId: first }] },
  );
  expect(await told(ask('Delete', [first, second], 'force: true'))).toEqual(both('DELETED'));
  expect(await told(ask('Restore', [first]))).toEqual({ [first]: 'UPDATED' });
  expect(await told(ask('Delete', [first], 'force: true'))).toEqual({ [first]: 'DELETED' });
  expect(await told(() => uploaded('1'))).toEqual({ [first]: 'UPDATED' });
  expect(await told(ask('Purge', [second]))).toEqual({ [second]: 'DELETED' });
});

test('how processing ends is told', async () => {
  const background = '#307050';
  const picture = await sharp({ create: { width: 40, height: 30, channels: 3, background } })
    .png()
    .toBuffer();
  const [good, bad] = [await uploaded(picture), await uploaded(picture.subarray(0, 60))];
  const hearing = await hearingOf(async () => {
    const processing = await startTestApp({ beside: app, workers: ['image'] });
    await eventually(async () => {
      expect(await app.db.query('SELECT id FROM content WHERE due_at IS NOT NULL')).toEqual([]);
    });
    await processing.close();
  });
  await expectTold(hearing, 'processing');
  expect(hearing.changed).toEqual({ [good]: 'UPDATED', [bad]: 'UPDATED' });
  const statuses = (id: string) =>
    hearing.updates.filter((update) => update.id === id).map(({ media }) => media?.status);
  expect([statuses(good).at(-1), statuses(bad).at(-1)]).toEqual(['COMPLETED', 'FAILED']);
});

test('what sweeps change of items and imports is told', async () => {
  // A storage with something in it is taken to be this database's.
  await uploaded('something');
  const { hopelessImport, abandonedImport, ...work } = await givenSweepWork(app.db, shop);
  const [hopeless, abandoned] = [hopelessImport, abandonedImport].map((id) => encodeId('MediaImport', id));
  const imports = openSubscription<{ mediaImportUpdated: Item }>(listener, IMPORTS, {
    ids: [hopeless, abandoned],
  });
  const changes: Record<string, object> = {};
  for (const sweep of [...fleetSweeps(), ...LOCAL_SWEEPS]) {
    const hearing = await hearingOf(() => findingsOf(sweep, app.platform));
    await expectTold(hearing, sweep.name);
    if (hearing.updates.length > 0) changes[sweep.name] = hearing.changed;
  }
  const item = (id: string) => encodeId('Media', id);
  expect(changes).toEqual({
    'deleted-media': Object.fromEntries(work.binned.map((id) => [item(id), 'DELETED'])),
    recipes: { [item(work.outdated)]: 'UPDATED' },
    'due-work': { [item(work.hopeless)]: 'UPDATED', [item(work.abandoned)]: 'UPDATED' },
  });
  await eventually(() => {
    expect(imports.events.map(({ data }) => data?.mediaImportUpdated)).toEqual(
      expect.arrayContaining([
        { id: hopeless, status: 'FAILED', progress: 0 },
        { id: abandoned, status: 'PENDING', progress: 0 },
      ]),
    );
    return Promise.resolve();
  });
  await imports.close();
});

async function uploaded(bytes: string | Buffer, onDuplicate = 'REUSE'): Promise<string> {
  const file =
    typeof bytes === 'string' ? `GIF89a\x01\x00\x01\x00\x00\x00\x00;${bytes}` : new Uint8Array(bytes);
  const { data } = await shop.owner.upload<{ mediaUpload: { media: { id: string } } }>(
    'mutation ($input: MediaUploadInput!) { mediaUpload(input: $input) { media { id } userErrors { code } } }',
    new Blob([file]),
    'picture.gif',
    { onDuplicate },
  );
  return data.mediaUpload.media.id;
}
