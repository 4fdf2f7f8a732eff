import { type EntityClass } from './database/data-source';
import { OutboxEvent } from './outbox/outbox-event.entity';
import { Installation } from './storage/installation.entity';
import { SweepState } from './sweeps/sweep-state.entity';
import { AuditLog } from './unit-of-work/audit-log.entity';
import { type AuditSubject } from './unit-of-work/audit-subject';
import { type ConstraintFaults } from './unit-of-work/database-faults';

/** What a module of the domain brings with it, whoever runs it: an API process or a worker. */
export interface Module {
  readonly name: string;
  /** The names of the modules without which it does nothing. */
  readonly needs?: readonly string[];
  readonly entities: readonly EntityClass[];
  /** The queues that get a job for an event; the job carries the event's payload and its workspace. */
  readonly jobs?: Readonly<Record<string, readonly string[]>>;
  /** The events that every API process hears of, for subscriptions and caches. */
  readonly broadcasts?: readonly string[];
  /** The kinds of records whose changes the module logs; of one that it does not name only admins read. */
  readonly audited?: readonly AuditSubject[];
  /** What the module's constraints mean to those who violate them. */
  readonly faults?: ConstraintFaults;
}

/** The tables of these modules, and the platform's own. */
export function entitiesOf(modules: readonly Module[]): EntityClass[] {
  return [AuditLog, OutboxEvent, SweepState, Installation, ...modules.flatMap(({ entities }) => entities)];
}

/** Throws where one of these modules needs another that is not among them. */
export function checkNeeds(modules: readonly Module[]): void {
  const names = new Set(modules.map(({ name }) => name));
  for (const { name, needs = [] } of modules) {
    const missing = needs.filter((need) => !names.has(need));
    if (missing.length > 0) {
      throw new Error(`The module ${name} cannot do without ${missing.join(', ')}: leave it out too.`);
    }
  }
}

/** The kinds of records in the audit log of these modules. */
export function auditedOf(modules: readonly Module[]): AuditSubject[] {
  return modules.flatMap(({ audited = [] }) => audited);
}

/** What each constraint that a module has named means to whoever violates it. */
export function faultsOf(modules: readonly Module[]): ConstraintFaults {
  return Object.fromEntries(modules.flatMap(({ faults = {} }) => Object.entries(faults)));
}
