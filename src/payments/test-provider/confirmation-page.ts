import express, { type Response, Router } from 'express';
import { type Logger } from 'pino';
import { formatAmount } from '../../platform/money';
import { type Confirmation, type TestProvider } from './test-provider';

/** To be mounted where the test provider sends buyers. */
export const CONFIRMATION_PATH = '/payments/test/3ds';

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; frame-ancestors 'none'";
const STYLE = `
  :root { color-scheme: light; font: 16px/1.5 system-ui, sans-serif; color: #2b2724; background: #faf8f5; }
  main { max-width: 26rem; margin: 15vh auto 0; padding: 0 1.5rem; }
  h1 { font-size: 1.4rem; font-weight: 600; }
  button { padding: .5rem 1.1rem; margin-right: .6rem; font: inherit; color: inherit; background: none;
    border: 1px solid #d9d2c9; border-radius: 2rem; cursor: pointer; }
  button:hover, button:focus-visible { border-color: #2b2724; }`;

const ANSWERED: Readonly<Record<string, string>> = {
  authorized: 'You have confirmed this payment.',
  captured: 'This payment is done.',
  declined: 'You have refused this payment.',
  voided: 'This payment is not wanted any more.',
};
const MOST_BYTES = 1_000;

/** The page of the test provider's bank: the buyer confirms a payment or refuses it, and the shop is told. */
export function confirmationRouter(provider: TestProvider, log: Logger): Router {
  const router = Router();
  router.use((_request, response, next) => {
    response.setHeader('content-security-policy', POLICY);
    response.setHeader('cache-control', 'no-store');
    next();
  });
  router.get('/:ref', async ({ params }, response, next) => {
    const payment = await provider.confirmation(params.ref);
    if (payment) show(response, payment);
    else next();
  });
  router.post(
    '/:ref',
    express.urlencoded({ extended: false, limit: MOST_BYTES }),
    async (request, response, next) => {
      const { ref } = request.params;
      const { answer } = (request.body ?? {}) as { readonly answer?: unknown };
      const isAnswer = answer === 'confirm' || answer === 'refuse';
      const payment = await (isAnswer
        ? provider.confirm(ref, answer === 'confirm')
        : provider.confirmation(ref));
      if (!payment) {
        next();
        return;
      }
      if (isAnswer) {
        await provider.notify(payment).catch((error: unknown) => {
          log.warn({ err: error }, 'the shop could not be told of a confirmation; it will ask');
        });
      }
      show(response, payment);
    },
  );
  return router;
}

function show(response: Response, { amount, currencyCode, state }: Confirmation): void {
  const question = `
    <p>A shop asks for <strong>${formatAmount(amount, currencyCode)} ${currencyCode}</strong>.</p>
    <form method="post">
      <button name="answer" value="confirm">Confirm</button>
      <button name="answer" value="refuse">Refuse</button>
    </form>`;
  const said = `<p role="status">${ANSWERED[state] ?? ''} You can go back to the shop.</p>`;
  response.type('html').send(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Your bank, as it were</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
<main>
  <h1>Your bank, as it were</h1>${state === 'action_required' ? question : said}
</main>
`);
}
