import { type EntityTarget } from 'typeorm';
import { type Actor } from '../actor';
import { type WorkspaceRows } from '../database/workspace-rows';
import { type DomainEvents, type EventName } from '../outbox/domain-events';

/** In which workspace, by whom and on which request something is changed. */
export interface Origin {
  readonly workspaceId: string;
  readonly actor: Actor;
  readonly requestId?: string;
  readonly ip?: string;
}

/** What an entity's row is filled with; the workspace is filled in by the transaction. */
export type Values<E> = Partial<Omit<E, 'workspaceId'>>;

export interface AuditEntry {
  /** `<noun>.<verb>`, e.g. media.attach. */
  readonly action: string;
  readonly subject: { readonly type: string; readonly id: string };
  /** What the change replaced, as far as it matters to a reader of the log; never a secret. */
  readonly before?: object | null;
  readonly after?: object | null;
  /** In whose name it is done, where one transaction works for several; else the transaction's own. */
  readonly origin?: Omit<Origin, 'workspaceId'>;
}

/**
 * Proof of an open transaction in one workspace. Every function that writes takes one as its first argument, so
 * none can run outside a unit of work, and none can reach another workspace.
 */
export interface Tx extends WorkspaceRows {
  readonly origin: Origin;
  /** The origin's. */
  readonly actor: Actor;
  insert<E extends object>(entity: EntityTarget<E>, values: Values<E> | readonly Values<E>[]): Promise<void>;
  /** Returns how many rows were changed. */
  update<E extends object>(entity: EntityTarget<E>, where: Values<E>, values: Values<E>): Promise<number>;
  /** Returns how many rows were taken away. */
  delete<E extends object>(entity: EntityTarget<E>, where: Values<E>): Promise<number>;
  /** Adds a row to the audit log, in the same commit. */
  audit(entry: AuditEntry): void;
  /** Adds an event to the outbox, in the same commit; it is handed on after it. */
  publish<N extends EventName>(name: N, payload: DomainEvents[N]): void;
}
