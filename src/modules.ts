import { accountsModule } from './accounts';
import { catalogModule } from './catalog';
import { mediaModule } from './media';
import { stockModule } from './stock';
import { AuditLog } from './platform/unit-of-work/audit-log.entity';
import { OutboxEvent } from './platform/outbox/outbox-event.entity';
import { type EntityClass } from './platform/database/data-source';
import { type Module } from './platform/module';
import { type ConstraintFaults } from './platform/unit-of-work/database-faults';

/** Every module of the domain, from the leaf to those that build on it. */
export const MODULES: readonly Module[] = [accountsModule, mediaModule, stockModule, catalogModule];

/** Every table, as TypeORM knows it. */
export const ENTITIES: readonly EntityClass[] = [
  AuditLog,
  OutboxEvent,
  ...MODULES.flatMap(({ entities }) => entities),
];

/** What each named constraint means to whoever violates it. */
export const FAULTS: ConstraintFaults = Object.fromEntries(
  MODULES.flatMap(({ faults = {} }) => Object.entries(faults)),
);
