import { startTestApp, type TestApp } from '../support/test-app';
import { givenOwner } from '../support/owner';
import { Payments } from './open-payments';

let app: TestApp;
let payments: Payments;
beforeAll(async () => {
  app = await startTestApp();
  payments = new Payments(app, (await givenOwner(app, 'shop')).workspaceId);
});
afterAll(() => app.close());

async function givenQuestion() {
  const id = await payments.open('test', 'tok_3ds');
  const { observed, action } = await payments.authorize(id);
  expect(observed).toBe('action_required');
  expect(action).toEqual({ clientSecret: null, redirectUrl: expect.any(String) as string });
  return { id, url: action?.redirectUrl ?? '' };
}
const answer = async (url: string, given: string) => {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams({ answer: given }) });
  return { status: response.status, text: await response.text() };
};

test('a buyer is asked for the amount on a page that runs nothing', async () => {
  const { url } = await givenQuestion();
  const response = await fetch(url);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  const text = await response.text();
  expect(text).toContain('<strong>25.00 EUR</strong>');
  expect(text).not.toContain('<script');
});

test.each([
  ['confirm', 'authorized', 'You have confirmed this payment.', null],
  ['refuse', 'declined', 'You have refused this payment.', 'Your card was declined.'],
])('%s: the shop is told at once, by a message', async (given, observed, said, errorMessage) => {
  const { id, url } = await givenQuestion();
  const { status, text } = await answer(url, given);
  expect([status, text.includes(said)]).toEqual([200, true]);
  expect(await payments.load(id)).toMatchObject({ observed, action: null, errorMessage });
});

test('the first answer stands, and is told once', async () => {
  const { id, url } = await givenQuestion();
  await answer(url, 'confirm');
  expect((await answer(url, 'refuse')).text).toContain('You have confirmed this payment.');
  expect(await payments.load(id)).toMatchObject({ observed: 'authorized' });
  expect(await payments.observations(id)).toBe(2);
});

test('what is no answer changes nothing, and there is no page for what is no payment', async () => {
  const { id, url } = await givenQuestion();
  expect((await answer(url, 'perhaps')).status).toBe(200);
  expect((await fetch(url, { method: 'POST' })).status).toBe(200);
  expect(await payments.load(id)).toMatchObject({ observed: 'action_required' });
  const nowhere = `${app.url}/payments/test/3ds/test_none`;
  expect([(await fetch(nowhere)).status, (await answer(nowhere, 'confirm')).status]).toEqual([404, 404]);
});

test('where the test provider is off, so are its payments and its page', async () => {
  const { url } = await givenQuestion();
  const production = await startTestApp({ beside: app, env: { PAYMENT_TEST: 'off' } });
  try {
    const { pathname } = new URL(url);
    expect((await fetch(production.url + pathname)).status).toBe(404);
    const { workspaceId } = await givenOwner(app, 'other');
    await expect(async () =>
      new Payments(production, workspaceId).open('test', 'tok_ok'),
    ).rejects.toMatchObject({
      faults: [
        {
          code: 'INVALID',
          message: 'No payment provider is configured.',
          field: ['input', 'payment', 'provider'],
        },
      ],
    });
  } finally {
    await production.close();
  }
});
