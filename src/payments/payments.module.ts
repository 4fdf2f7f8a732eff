import { Role } from '../platform/actor';
import { type Module } from '../platform/module';
import { Payment } from './payment.entity';
import { Refund } from './refund.entity';
import { TestPayment } from './test-provider/test-payment.entity';
import { TestRefund } from './test-provider/test-refund.entity';

export const paymentsModule: Module = {
  name: 'payments',
  entities: [Payment, Refund, TestPayment, TestRefund],
  jobs: { 'payment.due': ['payments'] },
  broadcasts: ['payment.changed'],
  audited: [
    { type: 'payment', nodeType: 'Payment', readableBy: Role.ADMIN },
    { type: 'refund', nodeType: 'Refund', readableBy: Role.ADMIN },
  ],
};
