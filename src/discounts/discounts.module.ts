import { type Module } from '../platform/module';
import { DiscountUse } from './discount-use.entity';
import { Discount } from './discount.entity';

export const discountsModule: Module = { name: 'discounts', entities: [Discount, DiscountUse] };
