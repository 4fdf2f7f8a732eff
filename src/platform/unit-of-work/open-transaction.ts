import { type PoolClient } from 'pg';
import { type EntityManager, type ObjectLiteral } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { type Actor } from '../actor';
import { assertScoped, queryRows } from '../database/workspace-rows';
import { type AuditEntry, type Origin, type Tx, type Values } from './transaction';

// One statement for both, so that a unit of work pays one round trip for its log and its events.
const RECORD = `
  WITH logged AS (
    INSERT INTO audit_log (workspace_id, id, operation_id, action, subject_type, subject_id,
                           actor_kind, actor_id, actor_name, before, after, request_id, ip)
    SELECT $1, a.id, a.operation_id, a.action, a.subject_type, a.subject_id,
           a.actor_kind, a.actor_id, a.actor_name, a.before, a.after, a.request_id, a.ip
    FROM jsonb_to_recordset($2) AS a (id uuid, operation_id uuid, action text, subject_type text, subject_id uuid,
      actor_kind text, actor_id uuid, actor_name text, before jsonb, after jsonb, request_id text, ip text)
  )
  INSERT INTO outbox_event (id, workspace_id, name, payload)
  SELECT e.id, $1, e.name, e.payload FROM jsonb_to_recordset($3) AS e (id uuid, name text, payload jsonb)`;

/** The transaction that a unit of work hands to its work. */
export class OpenTransaction implements Tx {
  readonly workspaceId: string;
  readonly actor: Actor;
  readonly #audits: object[] = [];
  readonly #events: object[] = [];
  readonly #operations = new Map<object, string>();

  constructor(
    readonly origin: Origin,
    private readonly client: PoolClient,
    private readonly manager: EntityManager,
  ) {
    this.workspaceId = origin.workspaceId;
    this.actor = origin.actor;
  }

  get hasEvents(): boolean {
    return this.#events.length > 0;
  }

  async rows<T extends object>(sql: string, ...params: unknown[]): Promise<T[]> {
    assertScoped(sql);
    return queryRows<T>(this.client, sql, [this.workspaceId, ...params]);
  }

  async row<T extends object>(sql: string, ...params: unknown[]): Promise<T | undefined> {
    return (await this.rows<T>(sql, ...params))[0];
  }

  async insert<E extends object>(
    entity: Parameters<Tx['insert']>[0],
    values: Values<E> | readonly Values<E>[],
  ): Promise<void> {
    const rows = (Array.isArray(values) ? values : [values]) as readonly Values<E>[];
    if (rows.length === 0) return;
    const owned = rows.map((row) => ({ ...row, workspaceId: this.workspaceId }));
    await this.manager.createQueryBuilder().insert().into(entity).values(owned).updateEntity(false).execute();
  }

  async update<E extends object>(
    entity: Parameters<Tx['update']>[0],
    where: Values<E>,
    values: Values<E>,
  ): Promise<number> {
    const statement = this.manager.createQueryBuilder().update(entity).set(values).where(this.own(where));
    return (await statement.execute()).affected ?? 0;
  }

  async delete<E extends object>(entity: Parameters<Tx['delete']>[0], where: Values<E>): Promise<number> {
    const statement = this.manager.createQueryBuilder().delete().from(entity).where(this.own(where));
    return (await statement.execute()).affected ?? 0;
  }

  audit({ action, subject, before = null, after = null, origin = this.origin }: AuditEntry): void {
    const { actor, requestId = null, ip = null } = origin;
    this.#audits.push({
      ...{ id: uuid(), operation_id: this.operationOf(origin), action },
      ...{ subject_type: subject.type, subject_id: subject.id, before, after },
      actor_kind: actor.kind,
      actor_id: actor.kind === 'user' ? actor.id : null,
      actor_name: actor.kind === 'system' ? actor.name : null,
      ...{ request_id: requestId, ip },
    });
  }

  publish(name: string, payload: object): void {
    this.#events.push({ id: uuid(), name, payload });
  }

  /** Writes what was audited and published, last of all before the commit. */
  async record(): Promise<void> {
    if (this.#audits.length === 0 && this.#events.length === 0) return;
    const logs = [JSON.stringify(this.#audits), JSON.stringify(this.#events)];
    await queryRows(this.client, RECORD, [this.workspaceId, ...logs]);
  }

  /** What is done in one name in this transaction is one operation. */
  private operationOf(origin: object): string {
    const operationId = this.#operations.get(origin) ?? uuid();
    this.#operations.set(origin, operationId);
    return operationId;
  }

  /** Undefined in a condition would silently widen it, so it is refused. */
  private own(where: object): ObjectLiteral {
    for (const [name, value] of Object.entries(where)) {
      if (value === undefined) throw new Error(`The condition on "${name}" has no value.`);
    }
    return { ...where, workspaceId: this.workspaceId };
  }
}
