import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { createWorkspace } from '../../src/accounts';
import { RAN, SCRIPTED, SLEEPING } from '../media/scripted-svg';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';

const CHROMIUM = '/usr/bin/chromium';
const PASSWORD = 'a password of tests';

const hasChromium = existsSync(CHROMIUM);
if (!hasChromium && !process.env.CI)
  process.stdout.write(`Left out, as there is no ${CHROMIUM}: drawings with scripts in a browser.\n`);

/** A script that would run has run by then; too short a time lets this test pass, and the first of them fail. */
const SCRIPTS_TAKE_MS = 500;

/** Of what delivery says of a file, what is left out; by default nothing. */
type Omitted = readonly ('content-disposition' | 'content-security-policy')[];

(hasChromium || process.env.CI ? describe : describe.skip)(
  'a drawing with a script, opened in a browser',
  () => {
    let app: TestApp;
    let browser: Browser;
    let staff: TestClient;

    beforeAll(async () => {
      app = await startTestApp();
      await createWorkspace(app.db.unitOfWork, {
        slug: 'shop',
        name: 'The Shop',
        owner: { email: 'o@example.com', password: PASSWORD },
      });
      staff = await app.client('shop').signedIn('o@example.com', PASSWORD);
      browser = await chromium.launch({
        executablePath: CHROMIUM,
        args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
      });
    });
    afterAll(async () => {
      await browser.close();
      await app.close();
    });

    async function uploaded(svg: Buffer): Promise<string> {
      const { data } = await staff.upload<{ mediaUpload: { media: { originalUrl: string } } }>(
        'mutation ($input: MediaUploadInput!) { mediaUpload(input: $input) { media { originalUrl } } }',
        new Blob([new Uint8Array(svg)]),
        'drawing.svg',
      );
      return data.mediaUpload.media.originalUrl;
    }

    /** Whether a script ran while a page was looked at. */
    async function runsIn(look: (page: Page) => Promise<unknown>, omitted: Omitted = []): Promise<boolean> {
      const page = await browser.newPage();
      let ran = false;
      page.on('console', (message) => (ran ||= message.text().includes(RAN)));
      await page.route('**/original*/**', async (route) => {
        const response = await route.fetch();
        const headers = Object.entries(response.headers());
        const kept = headers.filter(([name]) => !omitted.some((header) => header === name));
        await route.fulfill({ response, headers: Object.fromEntries(kept) });
      });
      await look(page);
      await page.waitForTimeout(SCRIPTS_TAKE_MS);
      await page.close();
      return ran;
    }

    /** Names of the drawings of which a script ran, each opened as a page of its own and clicked on. */
    async function running(drawings: Readonly<Record<string, Buffer>>, omitted: Omitted): Promise<string[]> {
      const found = await Promise.all(
        Object.entries(drawings).map(async ([name, svg]) => {
          const url = await uploaded(svg);
          const ran = await runsIn(async (page) => {
            await page.goto(url);
            expect(await page.locator('rect').first().count()).toBe(1);
            await page.mouse.move(300, 300);
            await page.mouse.click(300, 300);
          }, omitted);
          return ran ? [name] : [];
        }),
      );
      return found.flat();
    }

    it('runs, where nothing holds it back: these tests can fail', async () => {
      const both = ['content-disposition', 'content-security-policy'] as const;
      expect(await running(SCRIPTED, both)).toEqual(Object.keys(SCRIPTED));
      expect(await running(SLEEPING, both)).toContain('a click');
    });

    it('runs nothing, also in a browser that shows it instead of saving it', async () => {
      expect(await running({ ...SCRIPTED, ...SLEEPING }, ['content-disposition'])).toEqual([]);
    });

    it.each([
      ['a frame', (url: string) => `<iframe src="${url}"></iframe>`],
      ['an object', (url: string) => `<object data="${url}" type="image/svg+xml"></object>`],
      ['an embed', (url: string) => `<embed src="${url}" type="image/svg+xml">`],
      ['a picture', (url: string) => `<img src="${url}">`],
    ])('runs nothing in %s of another page', async (_, embedded) => {
      const urls = await Promise.all(Object.values({ ...SCRIPTED, ...SLEEPING }).map(uploaded));
      const show = (page: Page) => page.setContent(urls.map(embedded).join(''), { waitUntil: 'load' });
      expect(await runsIn(show)).toBe(false);
      expect(await runsIn(show, ['content-disposition'])).toBe(false);
    });

    it('is not even opened, but saved', async () => {
      const url = await uploaded(SCRIPTED['a script'] ?? Buffer.alloc(0));
      const page = await browser.newPage();
      const saved = page.waitForEvent('download');
      await expect(page.goto(url)).rejects.toThrow(/Download is starting|ERR_ABORTED/);
      expect((await saved).suggestedFilename()).toBe('drawing.svg');
      await page.close();
    });
  },
);
