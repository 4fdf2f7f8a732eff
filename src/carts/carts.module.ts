import { Role } from '../platform/actor';
import { type Module } from '../platform/module';
import { CartLine } from './cart-line.entity';
import { Cart } from './cart.entity';

export const cartsModule: Module = {
  name: 'carts',
  entities: [Cart, CartLine],
  audited: [{ type: 'cart', nodeType: 'Cart', readableBy: Role.ADMIN }],
};
