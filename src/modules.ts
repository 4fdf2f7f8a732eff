import { accountsModule } from './accounts';
import { cartsModule } from './carts';
import { catalogModule } from './catalog';
import { discountsModule } from './discounts';
import { type MediaConsumer, mediaModule } from './media';
import { ordersModule } from './orders';
import { paymentsModule } from './payments';
import { profilesModule } from './profiles';
import { shippingModule } from './shipping';
import { stockModule } from './stock';
import { taxesModule } from './taxes';
import { entitiesOf, faultsOf, type Module } from './platform/module';

/** A module, with what it says about media where it is a consumer of them. */
export type DomainModule = Module & { readonly consumers?: readonly MediaConsumer[] };

/** Every module of the domain, from the leaf to those that build on it. */
export const MODULES: readonly DomainModule[] = [
  accountsModule,
  mediaModule,
  profilesModule,
  stockModule,
  paymentsModule,
  catalogModule,
  shippingModule,
  taxesModule,
  discountsModule,
  cartsModule,
  ordersModule,
];

/** Every table, as TypeORM knows it. */
export const ENTITIES = entitiesOf(MODULES);

/** What each named constraint means to whoever violates it. */
export const FAULTS = faultsOf(MODULES);
