import { safeFilename } from './safe-filename';

test.each([
  ['photo.jpg', 'photo.jpg'],
  ['../../etc/passwd.png', 'passwd.png'],
  ['C:\\Users\\me\\Pictures\\beach.png', 'beach.png'],
  ['a\u0000b\u0007\n.jpg', 'ab.jpg'],
  ['invoice\u202egpj.exe', 'invoicegpj.exe'],
  ['\ufeffx\u2066y\u2069.gif', 'xy.gif'],
  ['what? "why": <b>|*.jpg', 'what_ _why__ _b___.jpg'],
  ['  two   words .jpg ', 'two words .jpg'],
  ['...hidden.png', 'hidden.png'],
  ['trailing.png. .', 'trailing.png'],
  ['lone\ud800surrogate.png', 'lonesurrogate.png'],
  ['Ame\u0301lie.jpg', 'Am\u00e9lie.jpg'],
  ['写真 👩‍🚀.avif', '写真 👩‍🚀.avif'],
  ['no-extension', 'no-extension'],
])('%j becomes %j', (given, safe) => expect(safeFilename(given, 'jpg')).toBe(safe));

test.each([null, undefined, '', '   ', '..', '.', '/', 'folder/', '\u0000', '. . .'])(
  'where nothing is left of %j there is a name by the content',
  (given) => expect(safeFilename(given, 'webp')).toBe('file.webp'),
);

test.each(['con', 'NUL.txt', 'Lpt1.jpg', 'COM9', 'aux.tar.gz', 'CONIN$', 'com¹.png'])(
  'the name of a device is no name of a file: %s',
  (given) => expect(safeFilename(given, 'jpg')).toBe(`_${given}`),
);

test.each(['console.jpg', 'comet.png', 'com10.png', 'null'])('%s only begins like a device', (given) =>
  expect(safeFilename(given, 'jpg')).toBe(given),
);

test('a name of 255 bytes stays, a longer one loses what stands before its extension', () => {
  const longest = `${'a'.repeat(251)}.jpg`;
  expect(safeFilename(longest, 'jpg')).toBe(longest);
  expect(safeFilename(`a${longest}`, 'jpg')).toBe(longest);
});

test('a long name is cut between code points', () => {
  // 62 times four bytes and three of an extension's four: the 63rd does not fit into 251.
  const name = safeFilename(`${'𝄞'.repeat(100)}.png`, 'png');
  expect(name).toBe(`${'𝄞'.repeat(62)}.png`);
  expect(Buffer.byteLength(name)).toBe(252);
});

test('what is too long to be an extension is cut like the rest', () => {
  const name = safeFilename(`a.${'b'.repeat(400)}`, 'png');
  expect(name).toBe(`a.${'b'.repeat(253)}`);
});
