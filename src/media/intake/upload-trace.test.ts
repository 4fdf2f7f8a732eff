import { createHash } from 'node:crypto';
import { givenUser } from '../../../test/support/factories';
import { type Origin } from '../../platform/unit-of-work/transaction';
import { DuplicateMode } from './duplicate-mode';
import { createTestLibrary, someJpeg, type TestLibrary } from './upload-media.fixture';

let library: TestLibrary;

beforeAll(async () => {
  library = await createTestLibrary();
});
afterAll(() => library.close());

const { COPY, REUSE } = DuplicateMode;

test('the log tells of each upload of the same bytes who sent them, when, from where and under which name', async () => {
  const first = await library.workspace();
  const second: Origin = {
    ...{ workspaceId: first.workspaceId, actor: await givenUser(library.db, first.workspaceId) },
    ...{ requestId: 'request-2', ip: '192.0.2.7' },
  };
  const elsewhere = await library.workspace();
  const bytes = someJpeg();
  const startedAt = new Date();
  const item = await library.upload(first, bytes, { filename: 'beach.jpg' });
  await library.upload(first, someJpeg(), { filename: 'not these bytes.jpg' });
  await library.upload(second, bytes, { filename: 'strand.jpg', onDuplicate: REUSE });
  const copy = await library.upload(second, bytes, { filename: 'playa.jpg', onDuplicate: COPY });
  await library.db.query('UPDATE media SET deleted_at = now() WHERE id = $1', item.mediaId);
  await library.upload(first, bytes, { filename: 'again.jpg' });
  await library.upload(elsewhere, bytes, { filename: 'elsewhere.jpg' });

  const uploadsOf = (fact: 'contentId' | 'sha256', value: string) =>
    library.db.query<{ at: Date }>(
      `SELECT actor_id, subject_id, after ->> 'filename' AS filename, request_id, ip, at FROM audit_log
       WHERE workspace_id = $1 AND action = 'media.upload' AND after ->> $2 = $3 ORDER BY id`,
      first.workspaceId,
      fact,
      value,
    );
  const found = await uploadsOf('contentId', item.contentId);

  const by = ({ actor, requestId, ip }: Origin, { mediaId }: { mediaId: string }, filename: string) => ({
    actor_id: actor.kind === 'user' ? actor.id : null,
    ...{ subject_id: mediaId, filename, request_id: requestId, ip },
  });
  expect(found).toMatchObject([
    by(first, item, 'beach.jpg'),
    by(second, item, 'strand.jpg'),
    by(second, copy, 'playa.jpg'),
    by(first, item, 'again.jpg'),
  ]);
  for (const { at } of found) expect(at.getTime()).toBeGreaterThanOrEqual(startedAt.getTime());
  expect(await uploadsOf('sha256', createHash('sha256').update(bytes).digest('hex'))).toEqual(found);
});
