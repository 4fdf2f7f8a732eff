import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { pubSub } from './testing/echo-schema';
import { type EchoServer, startEchoServer } from './testing/start-echo-server';

const CHROMIUM = '/usr/bin/chromium';
const TITLE = 'Echo & <friends>';
const TABS = [
  {
    title: 'Who am I?',
    query: 'query Who { caller { actor workspace } }',
    headers: { authorization: 'Bearer staff', 'x-workspace': 'shop' },
  },
  {
    title: 'Say it',
    query: 'query Say($text: String!) { echo(text: $text) }',
    variables: { text: '</script>' },
  },
  { title: 'Listen', query: 'subscription Listen { ticks }' },
];

let echo: EchoServer;
beforeAll(async () => {
  echo = await startEchoServer({}, { playground: { title: TITLE, tabs: TABS } });
});
afterAll(() => echo.close());

const page = (accept: string) => fetch(`${echo.url}/graphql`, { headers: { accept } });

test('a browser gets a page whose scripts need the nonce of its policy', async () => {
  const response = await page('text/html,application/xhtml+xml,*/*;q=0.8');
  const html = await response.text();
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('vary')).toContain('accept');
  const policy = response.headers.get('content-security-policy') ?? '';
  const nonce = /script-src 'nonce-([\w+/]{22}==)'/.exec(policy)?.[1] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy.split('; ')).toContain(`script-src 'nonce-${nonce}'`);
  expect(html.match(/<script nonce="([^"]+)"/g)).toEqual(Array(4).fill(`<script nonce="${nonce}"`));
  expect(html).toContain('<title>Echo &amp; &lt;friends></title>');
  expect(html).not.toContain('"</script>');
  expect(await (await page('text/html')).text()).not.toContain(nonce);
});

test.each(['application/json', '*/*', 'application/graphql-response+json'])(
  'who accepts %s gets no page',
  async (accept) => {
    expect((await page(accept)).headers.get('content-type')).not.toContain('html');
  },
);

test('everything that the page loads comes from us, and nothing else lies there', async () => {
  for (const [file, type] of [
    ['react.js', 'text/javascript'],
    ['react-dom.js', 'text/javascript'],
    ['graphiql.js', 'text/javascript'],
    ['graphiql.css', 'text/css'],
    ['playground.js', 'text/javascript'],
    ['graphql-ws/client.js', 'text/javascript'],
  ]) {
    const response = await fetch(`${echo.url}/graphql/playground/${file}`);
    expect([file, response.status]).toEqual([file, 200]);
    expect(response.headers.get('content-type')).toContain(type);
  }
  expect((await fetch(`${echo.url}/graphql/playground/graphql-ws/..%2f..%2fpackage.json`)).status).toBe(404);
  expect((await fetch(`${echo.url}/graphql/playground/package.json`)).status).toBe(404);
});

test('an application may do without a playground', async () => {
  const bare = await startEchoServer();
  const response = await fetch(`${bare.url}/graphql`, { headers: { accept: 'text/html' } });
  await bare.close();
  expect(response.headers.get('content-type')).not.toContain('html');
});

const isChromiumMissing = !existsSync(CHROMIUM);
if (isChromiumMissing && process.env['CI'] === undefined) {
  process.stdout.write(`Left out: the playground in a browser, as there is no ${CHROMIUM}.\n`);
}
(isChromiumMissing && process.env['CI'] === undefined ? describe.skip : describe)('in Chromium', () => {
  let browser: Browser;
  let tab: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    tab.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    tab.on('pageerror', (error) => problems.push(error.message));
    tab.on('request', (request) => {
      if (!request.url().startsWith(echo.url) && !request.url().startsWith('data:'))
        problems.push(request.url());
    });
    await tab.goto(`${echo.url}/graphql`);
    await tab.waitForSelector('.graphiql-container .CodeMirror');
  });
  afterAll(async () => {
    await browser.close();
  });

  /** GraphiQL takes a tenth of a second to find the operation of a tab that was opened. */
  const openTab = async (name: string) => {
    await tab.click(`.graphiql-tab-button:has-text("${name}")`);
    await tab.waitForTimeout(500);
  };
  const run = () => tab.click('.graphiql-execute-button');
  const shows = (text: string) => tab.waitForSelector(`.result-window:has-text('${text}')`);

  test('runs an example with its headers', async () => {
    await openTab('Who');
    await run();
    await shows('"workspace": "shop"');
    await shows('"actor": "user"');
  });

  test('runs an example with its variables', async () => {
    await openTab('Say');
    await run();
    await shows('"echo": "</script>"');
  });

  test('shows the events of a subscription as they come, until it is stopped', async () => {
    const open = async () => (await echo.metrics.subscriptions.get()).values[0]?.value;
    await openTab('Listen');
    await run();
    while ((await open()) !== 1) await tab.waitForTimeout(10);
    pubSub.publish('ticks', 'one');
    await shows('"ticks": "one"');
    pubSub.publish('ticks', 'two');
    await shows('"ticks": "two"');
    await run();
    while ((await open()) !== 0) await tab.waitForTimeout(10);
  });

  test('explains the schema', async () => {
    await tab.click('button[aria-label="Show Documentation Explorer"]');
    await tab.click('.graphiql-doc-explorer a:has-text("Query")');
    await tab.waitForSelector('.graphiql-doc-explorer :text("things")');
  });

  test('breaks no rule of its policy, throws nothing and asks nobody else', () => {
    expect(problems).toEqual([]);
  });
});
