import { decodeId, encodeId, parseId } from './global-id';

const UUID = '0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b';

test('an id names its type and its record, and is opaque', () => {
  const id = encodeId('Product', UUID);
  expect(id).toBe('UHJvZHVjdDoBkKGyw9R-X4qbDB0uP0pb');
  expect(parseId(id)).toEqual({ type: 'Product', uuid: UUID });
  expect(decodeId('Product', id)).toBe(UUID);
});

test('an id of another type is none of this type', () => {
  expect(decodeId('Media', encodeId('Product', UUID))).toBeNull();
});

test('bytes that look like the separator do not mislead', () => {
  const colons = '3a3a3a3a-3a3a-3a3a-3a3a-3a3a3a3a3a3a';
  expect(parseId(encodeId('Product', colons))).toEqual({ type: 'Product', uuid: colons });
});

const of = (text: string, bytes = 16) =>
  Buffer.concat([Buffer.from(text), Buffer.alloc(bytes, 7)]).toString('base64url');

test.each([
  ['nothing', ''],
  ['a UUID', UUID],
  ['no base64url', 'UHJvZHVjdDoBkKGyw9R+X4qbDB0uP0pb'],
  ['padding', `${encodeId('Media', UUID)}=`],
  ['a space', ` ${encodeId('Product', UUID)}`],
  ['a byte too few', of('Product:', 15)],
  ['a byte too many', of('Product:', 17)],
  ['no separator', of('Product')],
  ['no type', of(':')],
  ['a type in lower case', of('product:')],
  ['a type that is a path', of('../x:')],
  ['a type of 65 letters', of(`${'A'.repeat(65)}:`)],
  ['a megabyte', 'A'.repeat(1_000_000)],
])('%s is no id', (_name, id) => {
  expect(parseId(id)).toBeNull();
});

test('an id has one spelling', () => {
  const id = encodeId('Media', UUID); // 22 bytes: the last character carries two bits that no byte needs
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const spellings = alphabet.match(/./g)?.map((last) => id.slice(0, -1) + last) ?? [];
  const same = spellings.filter((spelling) =>
    Buffer.from(spelling, 'base64url').equals(Buffer.from(id, 'base64url')),
  );
  expect(same.length).toBeGreaterThan(1);
  expect(same.filter((spelling) => parseId(spelling) !== null)).toEqual([id]);
});

test('the longest type makes an id that is read', () => {
  const type = 'A'.repeat(64);
  expect(decodeId(type, encodeId(type, UUID))).toBe(UUID);
});

test('what is no type or no UUID is not encoded', () => {
  expect(() => encodeId('product', UUID)).toThrow('cannot be the type');
  expect(() => encodeId('Product', UUID.toUpperCase())).toThrow('needs a UUID');
});
