import { givenOwner } from '../../test/support/owner';
import { startTestApp, type TestApp } from '../../test/support/test-app';
import { rowsOf } from '../../test/support/workspace-rows';
import { ApiClient } from './api-client';
import { ensureSettings } from './ensure-settings';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

test('the settings of the demo shop are made once, through the API, and what is missing again', async () => {
  const { workspaceId, owner } = await givenOwner(app, 'demo');
  const api = new ApiClient(app.url, 'demo');
  await api.signIn('owner@example.com', 'a password of tests');
  await ensureSettings(api);
  const shown = () =>
    owner.data(`{
      allShippingMethods { title price { amount } position }
      taxRates { countryCode rate included }
      discounts { nodes { code kind value oncePerBuyer active } }
    }`);
  const made = {
    allShippingMethods: [
      { title: 'Parcel', price: { amount: '4.90' }, position: 0 },
      { title: 'Parcel, free from 100 €', price: { amount: '0.00' }, position: 1 },
      { title: 'Worldwide, insured', price: { amount: '24.00' }, position: 2 },
    ],
    taxRates: ['AT 20', 'DE 19', 'ES 21', 'FR 20', 'IT 22', 'NL 21'].map((rate) => ({
      ...{ countryCode: rate.slice(0, 2), rate: rate.slice(3), included: true },
    })),
    discounts: {
      nodes: [{ code: 'WELCOME10', kind: 'PERCENT', value: '10', oncePerBuyer: true, active: true }],
    },
  };
  expect(await shown()).toEqual(made);

  const before = await rowsOf(app.db, workspaceId);
  await ensureSettings(api);
  expect(await rowsOf(app.db, workspaceId)).toEqual(before);

  await app.db.query("DELETE FROM tax_rate WHERE workspace_id = $1 AND country_code = 'FR'", workspaceId);
  await ensureSettings(api);
  expect(await shown()).toEqual(made);
});
