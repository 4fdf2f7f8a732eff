import { createWorkspace } from '../../src/accounts';
import { compound, contentTypes, zip } from '../../src/media/intake/archives.fixture';
import { encodeId } from '../../src/platform/graphql/global-id';
import { givenMedia } from '../support/factories';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';

const PASSWORD = 'a password of tests';
const MAX_BYTES = 100_000;
const PDF = Buffer.from('%PDF-1.7\n%âãÏÓ\n<html><script>alert(1)</script>\n%%EOF\n');

interface UploadedDocument {
  readonly id: string;
  readonly filename: string;
  readonly mimeType: string;
  readonly originalUrl: string;
}

let app: TestApp;
let staff: TestClient;
let anyone: TestClient;

beforeAll(async () => {
  app = await startTestApp({ env: { DOCUMENT_MAX_BYTES: String(MAX_BYTES) } });
  await createWorkspace(app.db.unitOfWork, {
    slug: 'shop',
    name: 'Shop',
    owner: { email: 'o@example.com', password: PASSWORD },
  });
  anyone = app.client('shop');
  staff = await anyone.signedIn('o@example.com', PASSWORD);
});
afterAll(() => app.close());
beforeEach(() => app.db.query('DELETE FROM outbox_event'));

interface Payload {
  readonly media: UploadedDocument | null;
  readonly userErrors: readonly { code: string; message: string }[];
}

async function answerTo(bytes: Buffer | string, filename: string): Promise<Payload> {
  const { data } = await staff.upload<{ mediaUpload: Payload }>(
    `mutation ($input: MediaUploadInput!) { mediaUpload(input: $input) {
      media { __typename id type status progress errors { code } filename mimeType byteSize originalUrl
        previewImage { id } ... on Document { pageCount } }
      userErrors { code message } } }`,
    new Blob([Uint8Array.from(Buffer.from(bytes))]),
    filename,
  );
  return data.mediaUpload;
}

async function upload(bytes: Buffer | string, filename: string): Promise<UploadedDocument> {
  const { media, userErrors } = await answerTo(bytes, filename);
  if (!media) throw new Error(JSON.stringify(userErrors));
  return media;
}

test('a document is done with its upload: nothing is queued, nothing is made of it', async () => {
  const document = await upload(PDF, 'Manual.pdf');
  expect(document).toMatchObject({
    ...{ __typename: 'Document', type: 'DOCUMENT', status: 'COMPLETED', progress: 1, errors: [] },
    ...{ filename: 'Manual.pdf', mimeType: 'application/pdf', byteSize: PDF.length },
    ...{ previewImage: null, pageCount: null },
  });
  expect(await app.db.query('SELECT name FROM outbox_event')).toEqual([{ name: 'media.changed' }]);
  expect(
    await app.db.query(
      'SELECT status, progress, attempts, due_at, processed_at IS NOT NULL AS processed, recipe, facts FROM content',
    ),
  ).toEqual([
    { status: 'COMPLETED', progress: 1, attempts: 0, due_at: null, processed: true, recipe: null, facts: {} },
  ]);
  expect(await app.db.query('SELECT action FROM audit_log ORDER BY id DESC LIMIT 1')).toEqual([
    { action: 'media.upload' },
  ]);
});

const word = zip(contentTypes('wordprocessingml.document'), { name: 'word/document.xml', data: '<x/>' });
const WORD_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const grüße = 'Grüße;1\n';
test.each<[string, Buffer | string, string]>([
  ['Manual.pdf', PDF, 'application/pdf'],
  ['letter.docx', word, WORD_TYPE],
  ['table.xls', compound({ streams: ['Workbook'] }), 'application/vnd.ms-excel'],
  ['all.zip', zip({ name: 'a.html', data: '<script>alert(1)</script>' }), 'application/zip'],
  ['notes.txt', 'Hello', 'text/plain; charset=utf-8'],
  ['table.csv', grüße, 'text/csv; charset=utf-8'],
  ['excel.csv', Buffer.from(`\ufeff${grüße}`, 'utf16le'), 'text/csv; charset=utf-16'],
  ['README.md', '# Title\n<script>alert(1)</script>', 'text/markdown; charset=utf-8'],
  ['data.json', '{"a": 1}', 'application/json'],
])('%s is delivered byte for byte, as a download that nothing runs in', async (filename, given, type) => {
  const bytes = Buffer.from(given);
  const document = await upload(bytes, filename);
  expect(document.mimeType).toBe(type.split(';')[0]);
  const response = await fetch(document.originalUrl);
  expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
  expect(response.status).toBe(200);
  const header = (name: string) => response.headers.get(name);
  expect(header('content-type')).toBe(type);
  expect(header('content-disposition')).toBe(`attachment; filename=${filename}`);
  expect(header('x-content-type-options')).toBe('nosniff');
  expect(header('content-security-policy')).toBe("default-src 'none'; sandbox");
  expect(header('cache-control')).toMatch(/^private, max-age=\d+$/);
});

test('whatever a document is called, it is downloaded as what it is', async () => {
  const nameOf = async (url: string) => (await fetch(url)).headers.get('content-disposition');
  const disguised = await upload(`${PDF.toString()} `, 'photo.jpg');
  expect(await nameOf(disguised.originalUrl)).toBe('attachment; filename=photo.jpg.pdf');

  const text = await upload('Hello\n<script>alert(1)</script>', 'hello.txt');
  const { mediaUpdate } = await staff.data<{ mediaUpdate: { media: UploadedDocument[] } }>(
    `mutation ($media: [MediaUpdateInput!]!) { mediaUpdate(media: $media) {
      media { filename originalUrl } userErrors { code } } }`,
    { media: [{ id: text.id, version: 1, filename: 'hello.html' }] },
  );
  const [renamed] = mediaUpdate.media;
  expect(renamed?.filename).toBe('hello.html');
  expect(await nameOf(renamed?.originalUrl ?? '')).toBe('attachment; filename=hello.html.txt');
});

test('a document has a limit of its own', async () => {
  const largest = Buffer.concat([Buffer.alloc(MAX_BYTES - PDF.length, '%PDF-1.7\n'), PDF]);
  expect((await upload(largest, 'a.pdf')).mimeType).toBe('application/pdf');
  for (const filename of ['a.pdf', 'a.txt', 'a.zip']) {
    const start = filename === 'a.txt' ? 'text' : filename === 'a.zip' ? word : PDF;
    const answer = await answerTo(
      Buffer.concat([Buffer.from(start), Buffer.alloc(MAX_BYTES, ' ')]),
      filename,
    );
    expect(answer).toMatchObject({
      media: null,
      userErrors: [
        { code: 'FILE_TOO_LARGE', message: 'This is too large: a document may have at most 97.7 KB.' },
      ],
    });
  }
});

async function givenProduct(status: string, documentId: string): Promise<void> {
  const [workspace] = await app.db.query<{ id: string }>('SELECT id FROM workspace');
  const picture = encodeId('Media', await givenMedia(app.db, workspace?.id ?? ''));
  const media = [{ mediaId: picture }, { mediaId: documentId, role: 'documents' }];
  const variants = [{ sku: status, price: { amount: '1.00' } }];
  const { productCreate } = await staff.data<{ productCreate: { userErrors: object[] } }>(
    'mutation ($input: ProductInput!) { productCreate(input: $input) { userErrors { message } } }',
    { input: { title: status, status, media, variants } },
  );
  expect(productCreate.userErrors).toEqual([]);
}

test('a document on show can be downloaded by anyone, another by staff alone', async () => {
  const hidden = await upload('%PDF-1.7 hidden %%EOF', 'hidden.pdf');
  const shown = await upload('%PDF-1.7 shown %%EOF', 'shown.pdf');
  await givenProduct('DRAFT', hidden.id);
  await givenProduct('ACTIVE', shown.id);
  const lookAt = async (client: TestClient, { id }: UploadedDocument) => {
    const query = 'query ($id: ID!) { node(id: $id) { ... on Document { filename originalUrl sha256 } } }';
    return (await client.data<{ node: { originalUrl: string | null } | null }>(query, { id })).node;
  };
  expect(await lookAt(anyone, hidden)).toBeNull();
  expect((await lookAt(staff, hidden))?.originalUrl).toMatch(/hidden\.pdf$/);
  const found = await lookAt(anyone, shown);
  expect(found).toMatchObject({ filename: 'shown.pdf', sha256: null });
  const response = await fetch(found?.originalUrl ?? '');
  expect(await response.text()).toBe('%PDF-1.7 shown %%EOF');
  expect(response.headers.get('content-disposition')).toBe('attachment; filename=shown.pdf');
});
