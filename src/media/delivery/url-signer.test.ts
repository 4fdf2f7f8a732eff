import { UrlSigner } from './url-signer';

const OLD = { id: 'k1', secret: 'first-secret-of-at-least-32-characters' };
const NEW = { id: 'k2', secret: 'second-secret-of-at-least-32-characters' };

test('a signature is the first 128 bits of HMAC-SHA256 in base64url, as openssl makes it', () => {
  expect(new UrlSigner([OLD]).sign('hello')).toBe('k1.w3hkdQkB7J6QvwDpFlGRsw');
});

test('the first key signs, and what any of the keys signed is accepted', () => {
  const before = new UrlSigner([OLD]);
  const between = new UrlSigner([NEW, OLD]);
  const after = new UrlSigner([NEW]);
  expect(between.sign('hello').split('.')[0]).toBe('k2');
  expect(between.verify(before.sign('hello'), 'hello')).toBe(true);
  expect(between.verify(after.sign('hello'), 'hello')).toBe(true);
  expect(after.verify(before.sign('hello'), 'hello')).toBe(false);
});

test.each([
  ['another text', 'k1.w3hkdQkB7J6QvwDpFlGRsw', 'hallo'],
  ['another signature', 'k1.x3hkdQkB7J6QvwDpFlGRsw', 'hello'],
  ['another spelling of the same bytes', 'k1.w3hkdQkB7J6QvwDpFlGRsx', 'hello'],
  ['a cut signature', 'k1.w3hkdQkB7J6QvwDpFlGRs', 'hello'],
  ['a padded signature', 'k1.w3hkdQkB7J6QvwDpFlGRsw==', 'hello'],
  ['no signature', 'k1.', 'hello'],
  ['no key', '.w3hkdQkB7J6QvwDpFlGRsw', 'hello'],
  ['no dot', 'w3hkdQkB7J6QvwDpFlGRsw', 'hello'],
  ['an unknown key', 'k9.w3hkdQkB7J6QvwDpFlGRsw', 'hello'],
  ['the name of a property', '__proto__.w3hkdQkB7J6QvwDpFlGRsw', 'hello'],
  ['nothing', '', 'hello'],
  ['characters of several bytes', 'k1.ääääääääääääääääääääää', 'hello'],
])('%s is refused', (_, signed, text) => {
  const signer = new UrlSigner([OLD]);
  expect(signer.verify('k1.w3hkdQkB7J6QvwDpFlGRsw', 'hello')).toBe(true);
  expect(signer.verify(signed, text)).toBe(false);
});

test('without a key, or with two of one id, there is no signer', () => {
  expect(() => new UrlSigner([])).toThrow('at least one key');
  expect(() => new UrlSigner([OLD, { ...NEW, id: 'k1' }])).toThrow('the same id');
});
