import { randomUUID } from 'node:crypto';
import {
  authorizePayment,
  configuredProviders,
  loadPayments,
  openPayment,
  type PaymentDeps,
  type PaymentState,
} from '../../src/payments';
import { type Tx } from '../../src/platform/unit-of-work/transaction';
import { type TestApp } from '../support/test-app';

/** The payments of a workspace, as another module of the same application would make them. */
export class Payments {
  readonly deps: PaymentDeps;

  constructor(
    private readonly app: TestApp,
    private readonly workspaceId: string,
  ) {
    const { platform } = app;
    this.deps = { ...platform, providers: configuredProviders(platform, () => app.url) };
  }

  run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.app.platform.unitOfWork.run(
      { workspaceId: this.workspaceId, actor: { kind: 'system', name: 'test' } },
      work,
    );
  }

  /** Opens a payment of 25.00; returns its id. */
  open(provider: string, token: string): Promise<string> {
    const opening = {
      reference: randomUUID(),
      amount: 2_500,
      currencyCode: 'EUR',
      email: 'buyer@example.com',
    };
    return this.run((tx) =>
      openPayment(tx, { ...opening, provider: this.deps.providers.require(provider), token }),
    );
  }

  authorize(id: string): Promise<PaymentState> {
    return authorizePayment(this.deps, this.workspaceId, id);
  }

  async load(id: string): Promise<PaymentState | undefined> {
    return (await loadPayments(this.deps.database.workspace(this.workspaceId), [id])).get(id);
  }

  /** How often a payment's log says that something of it was observed. */
  async observations(id: string): Promise<number> {
    const rows = await this.app.db.query(
      "SELECT 1 FROM audit_log WHERE subject_id = $1 AND action = 'payment.observe'",
      id,
    );
    return rows.length;
  }
}
