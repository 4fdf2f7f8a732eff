import { configuredProviders, loadPayments, type PaymentDeps, type PaymentState } from '../../src/payments';
import { authorize, open } from '../../src/payments/payments.fixture';
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
  async open(provider: string, token: string): Promise<string> {
    const means = this.deps.providers.accept({ provider, token });
    return this.run((tx) => open(tx, means));
  }

  authorize(id: string): Promise<PaymentState> {
    return authorize(this.deps, this.workspaceId, id);
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
