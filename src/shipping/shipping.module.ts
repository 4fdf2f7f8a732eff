import { type Module } from '../platform/module';
import { ShippingMethod } from './shipping-method.entity';

export const shippingModule: Module = { name: 'shipping', entities: [ShippingMethod] };
