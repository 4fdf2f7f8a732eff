import { MediaType } from '../media-type';
import { contentFolder, contentKey, contentOfKey, type ContentAddress } from './storage-keys';

const address: ContentAddress = {
  workspaceId: '01980000-0000-7000-8000-000000000001',
  mediaType: MediaType.MODEL_3D,
  sha256: Buffer.from('ab'.repeat(32), 'hex'),
  contentId: '01980000-0000-7000-8000-00000000000c',
};

const folder =
  `tenants/01980000-0000-7000-8000-000000000001/model_3d/ab/${'ab'.repeat(32)}/` +
  '01980000-0000-7000-8000-00000000000c';

test('a content has one folder, by workspace, kind, shard, hash and generation', () => {
  expect(contentFolder(address)).toBe(folder);
});

test('the original and the outputs of a recipe lie beside each other in it', () => {
  expect(contentKey(address, 'original', 'original.glb')).toBe(`${folder}/original/original.glb`);
  expect(contentKey(address, 3, 'cover-300x300-q85.webp')).toBe(`${folder}/3/cover-300x300-q85.webp`);
});

test('a key tells which content it belongs to', () => {
  expect(contentOfKey(contentKey(address, 3, 'a.webp'))).toEqual({
    workspaceId: address.workspaceId,
    contentId: address.contentId,
  });
});

test.each([folder, folder.replace('tenants', 'tenant'), `x${folder}/3/a.webp`, 'tenants', ''])(
  'a key that is no file of a content belongs to none: %s',
  (key) => expect(contentOfKey(key)).toBeNull(),
);
