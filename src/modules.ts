import { accountsModule } from './accounts';
import { catalogModule } from './catalog';
import { mediaModule } from './media';
import { stockModule } from './stock';
import { entitiesOf, faultsOf, type Module } from './platform/module';

/** Every module of the domain, from the leaf to those that build on it. */
export const MODULES: readonly Module[] = [accountsModule, mediaModule, stockModule, catalogModule];

/** Every table, as TypeORM knows it. */
export const ENTITIES = entitiesOf(MODULES);

/** What each named constraint means to whoever violates it. */
export const FAULTS = faultsOf(MODULES);
