import { Role } from '../platform/actor';
import { UserErrorCode } from '../platform/errors';
import { type Module } from '../platform/module';
import { TaxRate } from './tax-rate.entity';

export const taxesModule: Module = {
  name: 'taxes',
  entities: [TaxRate],
  audited: [{ type: 'taxRate', nodeType: 'TaxRate', readableBy: Role.ADMIN }],
  faults: {
    tax_rate_country: {
      code: UserErrorCode.TAKEN,
      message: 'This country has a tax rate already.',
      field: ['input', 'countryCode'],
    },
  },
};
