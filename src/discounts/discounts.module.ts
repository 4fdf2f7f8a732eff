import { Role } from '../platform/actor';
import { UserErrorCode } from '../platform/errors';
import { type Module } from '../platform/module';
import { DiscountUse } from './discount-use.entity';
import { Discount } from './discount.entity';

export const discountsModule: Module = {
  name: 'discounts',
  entities: [Discount, DiscountUse],
  audited: [{ type: 'discount', nodeType: 'Discount', readableBy: Role.ADMIN }],
  faults: {
    discount_code: {
      code: UserErrorCode.TAKEN,
      message: 'Another discount has this code.',
      field: ['input', 'code'],
    },
  },
};
