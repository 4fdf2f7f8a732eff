import { Role } from '../platform/actor';
import { type Module } from '../platform/module';
import { ShippingMethod } from './shipping-method.entity';

export const shippingModule: Module = {
  name: 'shipping',
  entities: [ShippingMethod],
  audited: [{ type: 'shippingMethod', nodeType: 'ShippingMethod', readableBy: Role.ADMIN }],
};
