import { randomBytes, randomUUID } from 'node:crypto';
import { givenMedia, givenWorkspace } from '../../../../test/support/factories';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database';
import { type Tx } from '../../../platform/unit-of-work/transaction';
import { MediaType } from '../../media-type';
import {
  type Claim,
  claimTransform,
  endLease,
  rememberFault,
  renewLease,
  standingOf,
} from './lease-transform';
import { makingOrigin } from './make-transform';
import { publishTransform } from './publish-transform';
import { keyOfMaking, type TransformTarget } from './transform-target';

let db: TestDatabase;
let target: TransformTarget;
beforeAll(async () => (db = await createTestDatabase()));
afterAll(() => db.close());
beforeEach(async () => {
  const { id: workspaceId } = await givenWorkspace(db);
  const mediaId = await givenMedia(db, workspaceId);
  const [content] = await db.query<{ id: string; sha256: Buffer }>(
    'SELECT c.id, c.sha256 FROM media m JOIN content c ON c.id = m.content_id WHERE m.id = $1',
    mediaId,
  );
  target = {
    workspaceId,
    contentId: content?.id ?? '',
    mediaType: MediaType.IMAGE,
    sha256: content?.sha256 ?? Buffer.alloc(32),
    originalKey: 'nowhere',
    recipe: 1,
    transform: 'contain-9x9-q85',
    format: 'webp',
  };
});

const run = <T>(work: (tx: Tx) => Promise<T>) => db.unitOfWork.run(makingOrigin(target.workspaceId), work);
const claim = () => run((tx) => claimTransform(tx, target));
const claimed = async (): Promise<string> => {
  const made = await claim();
  if (made.is !== 'claimed') throw new Error(`It is ${made.is}.`);
  return made.leaseId;
};
const standing = () => standingOf(db.database.workspace(target.workspaceId), target);
const storageKey = (leaseId: string) => keyOfMaking(target, leaseId);
const publish = (leaseId: string) =>
  run((tx) => {
    const file = { width: 9, height: 9, byteSize: 9, sha256: randomBytes(32), createdAt: new Date() };
    return publishTransform(tx, target, leaseId, { ...file, storageKey: storageKey(leaseId) }, 100);
  });
const expire = () =>
  db.query('UPDATE transform_lease SET leased_until = now() WHERE content_id = $1', target.contentId);
const discarded = async () =>
  (
    await db.query<{ storage_key: string }>(
      'SELECT storage_key FROM discarded_file WHERE content_id = $1',
      target.contentId,
    )
  ).map(({ storage_key }) => storage_key);
const kinds = (claims: readonly Claim[]) => claims.map(({ is }) => is).toSorted();
const MANY = Array.from({ length: 20 });

test('of many who claim at once one gets the lease', async () => {
  const claims = await Promise.all(MANY.map(claim));
  expect(kinds(claims)).toEqual(['claimed', ...MANY.slice(1).map(() => 'leased')]);
  expect(await standing()).toEqual({ is: 'leased' });
});

test('of many who find that it ran out one takes it over, and discards what the dead one may have stored', async () => {
  const dead = await claimed();
  await expire();
  expect(await standing()).toEqual({ is: 'open' });
  const claims = await Promise.all(MANY.map(claim));
  expect(kinds(claims)).toEqual(['claimed', ...MANY.slice(1).map(() => 'leased')]);
  expect(await discarded()).toEqual([storageKey(dead)]);
  expect(await run((tx) => renewLease(tx, target, dead))).toBe(false);
  expect(await publish(dead)).toBe(false);
  const heir = claims.find((each) => each.is === 'claimed');
  expect(await publish(heir?.is === 'claimed' ? heir.leaseId : '')).toBe(true);
});

test('who claims while it is published is told that it is made, however the two meet', async () => {
  for (let round = 0; round < 20; round += 1) {
    target = { ...target, transform: `contain-${round + 1}x9-q85` };
    const leaseId = await claimed();
    const [published, ...claims] = await Promise.all([publish(leaseId), ...MANY.slice(0, 5).map(claim)]);
    expect(published).toBe(true);
    for (const { is } of claims) expect(['leased', 'made']).toContain(is);
    expect(await claim()).toMatchObject({ is: 'made', rendition: { storageKey: storageKey(leaseId) } });
    expect(await standing()).toMatchObject({ is: 'made' });
  }
  expect(await db.query('SELECT 1 FROM transform_lease WHERE content_id = $1', target.contentId)).toEqual([]);
});

test('a lease that is renewed or given back is its holder’s alone', async () => {
  const leaseId = await claimed();
  expect(await run((tx) => renewLease(tx, target, randomUUID()))).toBe(false);
  expect(await run((tx) => endLease(tx, target, randomUUID()))).toBe(false);
  await expire();
  expect(await run((tx) => renewLease(tx, target, leaseId))).toBe(true);
  expect(await standing()).toEqual({ is: 'leased' });
  expect(await run((tx) => endLease(tx, target, leaseId))).toBe(true);
  expect(await standing()).toEqual({ is: 'open' });
});

test('a failure is told until its time is over, and then it is tried again', async () => {
  const fault = { code: 'CORRUPT_FILE', message: 'It is damaged.' };
  const leaseId = await claimed();
  await run((tx) => rememberFault(tx, target, randomUUID(), fault, 60));
  expect(await standing()).toEqual({ is: 'leased' });
  await run((tx) => rememberFault(tx, target, leaseId, fault, 60));
  expect(await standing()).toEqual({ is: 'failed', fault });
  expect((await claim()).is).toBe('leased');
  await expire();
  expect(await standing()).toEqual({ is: 'open' });
  expect((await claim()).is).toBe('claimed');
  expect(await standing()).toEqual({ is: 'leased' });
  expect(await discarded()).toEqual([]);
});

test.each(['condemned', 'deleting'])('nothing is begun of a content that is %s', async (state) => {
  const leaseId = await claimed();
  await db.query('UPDATE content SET state = $2 WHERE id = $1', target.contentId, state);
  expect(await publish(leaseId)).toBe(state === 'condemned');
  expect(await claim()).toEqual({ is: 'gone' });
  expect(await db.query('SELECT 1 FROM transform_lease WHERE content_id = $1', target.contentId)).toEqual([]);
  const made = await db.query('SELECT 1 FROM rendition WHERE content_id = $1', target.contentId);
  expect(made).toHaveLength(state === 'condemned' ? 1 : 0);
});
