import { type Logger } from 'pino';
import { systemActor } from '../platform/actor';
import { type Database } from '../platform/database/database';
import { type UnitOfWork } from '../platform/unit-of-work/unit-of-work';
import { type PaymentProviders } from './payment-providers';

/** What payments work with outside of transactions. */
export interface PaymentDeps {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly log: Logger;
  readonly providers: PaymentProviders;
}

/** Who writes down what providers say. */
export const PAYMENTS_ACTOR = systemActor('payments');
