import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { createWorkspace } from '../../src/accounts';
import { homePage } from '../../src/demo/home-page';
import { pictureJpeg } from '../../src/demo/pictures/picture-jpeg';
import { pictureNamed } from '../../src/demo/pictures/sets/pictures';
import { eventually } from '../support/eventually';
import { startTestApp, type TestApp } from '../support/test-app';

const CHROMIUM = '/usr/bin/chromium';
const PASSWORD = 'a password of tests';

const hasChromium = existsSync(CHROMIUM);
if (!hasChromium && !process.env.CI)
  process.stdout.write(`Left out, as there is no ${CHROMIUM}: the start page in a browser.\n`);

(hasChromium || process.env.CI ? describe : describe.skip)('the start page of a development machine', () => {
  let app: TestApp;
  let browser: Browser;

  beforeAll(async () => {
    app = await startTestApp({
      workers: ['relay', 'image'],
      app: { routes: [{ path: '/', handler: homePage }], defaultWorkspace: 'shop' },
    });
    await createWorkspace(app.db.unitOfWork, {
      slug: 'shop',
      name: 'The Shop',
      owner: { email: 'o@example.com', password: PASSWORD },
    });
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  it('shows products as they come, with their pictures, asked from our own API', async () => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(app.url);
    await page.getByText('The demo’s pictures are being made').waitFor();

    const staff = await app.client('shop').signedIn('o@example.com', PASSWORD);
    const jpeg = await pictureJpeg(pictureNamed('moon-jar-milk'), 320);
    const { data } = await staff.upload<{ mediaUpload: { media: { id: string } } }>(
      'mutation ($input: MediaUploadInput!) { mediaUpload(input: $input) { media { id } } }',
      new Blob([new Uint8Array(jpeg)]),
      'jar.jpg',
    );
    const { categoryCreate } = await staff.data<{ categoryCreate: { category: { id: string } } }>(
      'mutation ($input: CategoryInput!) { categoryCreate(input: $input) { category { id } } }',
      { input: { title: 'Jars & <i>Vases</i>', media: [{ mediaId: data.mediaUpload.media.id }] } },
    );
    await staff.data('mutation { categoryCreate(input: { title: "Empty" }) { category { id } } }');
    const input = {
      title: 'Moon <b>Jar</b>',
      categoryId: categoryCreate.category.id,
      status: 'ACTIVE',
      media: [{ mediaId: data.mediaUpload.media.id, alt: 'A "white" jar' }],
      variants: [{ sku: 'J', price: { amount: '12.50' } }],
    };
    await eventually(async () => {
      const { productCreate } = await staff.data<{ productCreate: { product: object | null } }>(
        'mutation ($input: ProductInput!) { productCreate(input: $input) { product { id } } }',
        { input },
      );
      expect(productCreate.product).not.toBeNull();
    });

    const picture = page.locator('article img');
    await picture.waitFor();
    await eventually(async () => {
      const width = await picture.evaluate(
        (image: unknown) => Reflect.get(image as object, 'naturalWidth') as number,
      );
      expect([width, await picture.getAttribute('alt')]).toEqual([320, 'A "white" jar']);
    });
    expect(await page.locator('h1').textContent()).toBe('The Shop');
    expect(await page.locator('article h2').textContent()).toBe('Moon <b>Jar</b>');
    expect(await page.locator('article p').textContent()).toBe('12.50\u00a0EUR');

    const choices = page.locator('#categories button');
    expect(await choices.allTextContents()).toEqual(['Jars & <i>Vases</i>', 'Empty']);
    await choices.nth(1).click();
    await picture.waitFor({ state: 'detached' });
    expect(await choices.nth(1).getAttribute('aria-pressed')).toBe('true');
    await choices.nth(0).click();
    await picture.waitFor();
    expect(await page.locator('article').count()).toBe(1);
    const face = choices.nth(0).locator('img');
    const width = () =>
      face.evaluate((image: unknown) => Reflect.get(image as object, 'naturalWidth') as number);
    await eventually(async () => expect(await width()).toBe(96));
    expect(complaints).toEqual([]);
  });
});
