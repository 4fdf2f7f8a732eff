import { picture } from '../processes/pictures';
import { type GraphQLAnswer } from '../support/test-client';
import { Target } from './hostile-target';

let target: Target;
beforeAll(async () => {
  target = await Target.start();
});
afterAll(() => target.close());
afterEach(() => target.expectUnharmed());

/** Uploads a file under a name that no form would send, as an attribute says it; answers what it is called then. */
async function uploadAs(attribute: string, bytes: Buffer): Promise<string> {
  const boundary = 'a-boundary-of-tests';
  const query =
    'mutation ($input: MediaUploadInput!) { mediaUpload(input: $input) { media { filename } userErrors { code } } }';
  const part = (head: string, body: Buffer | string) =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; ${head}\r\n\r\n`),
      Buffer.from(body),
      Buffer.from('\r\n'),
    ]);
  const response = await fetch(`${target.staff.url}/graphql`, {
    method: 'POST',
    headers: {
      ...target.staff.headers,
      'apollo-require-preflight': 'true',
      'content-type': `multipart/form-data; boundary=${boundary}`,
    },
    body: Buffer.concat([
      part('name="operations"', JSON.stringify({ query, variables: { input: { file: null } } })),
      part('name="map"', '{"0":["variables.input.file"]}'),
      part(`name="0"; ${attribute}`, bytes),
      Buffer.from(`--${boundary}--\r\n`),
    ]),
  });
  const { data, errors } = (await response.json()) as GraphQLAnswer<{
    mediaUpload: { media: { filename: string } };
  } | null>;
  return data?.mediaUpload.media.filename ?? errors?.[0]?.extensions.code ?? 'lost';
}

const NAMES: Readonly<Record<string, string>> = {
  [`${'a'.repeat(300)}.jpg`]: `${'a'.repeat(251)}.jpg`,
  [`${'ü'.repeat(300)}.jpg`]: `${'ü'.repeat(125)}.jpg`,
  [`${'😀'.repeat(80)}.jpg`]: `${'😀'.repeat(62)}.jpg`,
  'photo\u202egpj.exe': 'photogpj.exe',
  '\u2067\u200fפוטו.jpg': 'פוטו.jpg',
  '../../../etc/passwd': 'passwd',
  '/etc/cron.d/job': 'job',
  'x/../../y.jpg': 'y.jpg',
  '%2e%2e%2fpasswd': '%2e%2e%2fpasswd',
  CON: '_CON',
  'nul.jpg': '_nul.jpg',
  'Lpt1.tar.gz': '_Lpt1.tar.gz',
  'com¹.jpg': '_com¹.jpg',
  '...': 'file.jpg',
  ' . ': 'file.jpg',
  '.htaccess': 'htaccess',
  '<script>alert(1)<.jpg': '_script_alert(1)_.jpg',
  'a:b|c?.jpg': 'a_b_c_.jpg',
};
/** What no part of a multipart request may be named, unless it is written in another way. */
const CONTROLS: Readonly<Record<string, string>> = {
  'a\0b.jpg': 'ab.jpg',
  'a\x07\x1b[31mb.jpg': 'a[31mb.jpg',
  'a\r\nset-cookie: b.jpg': 'aset-cookie_ b.jpg',
};

test('a hostile name becomes a harmless one, and names nothing in the storage', async () => {
  const found: Record<string, string> = {};
  for (const name of Object.keys(NAMES)) {
    found[name] = await uploadAs(`filename="${name}"`, await picture(name));
  }
  expect(found).toEqual(NAMES);
  const encoded: Record<string, string> = {};
  for (const name of Object.keys({ ...NAMES, ...CONTROLS })) {
    const attribute = `filename*=UTF-8''${Buffer.from(name).toString('hex').replace(/../g, '%$&')}`;
    encoded[name] = await uploadAs(attribute, await picture(`encoded ${name}`));
  }
  expect(encoded).toEqual({ ...NAMES, ...CONTROLS });
  for (const name of ['a\0b.jpg', 'a\x07b.jpg', 'a\rb.jpg']) {
    expect(await uploadAs(`filename="${name}"`, await picture(`raw ${name}`))).toBe('BAD_USER_INPUT');
  }
  const keys = (await target.fleet.storedFiles()).map(({ key }) => key);
  expect(keys.filter((key) => !/^tenants\/[\w./-]+$/.test(key) || key.includes('..'))).toEqual([]);
});
