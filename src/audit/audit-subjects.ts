import { type Actor, hasRole, Role } from '../platform/actor';
import { type AuditSubject } from '../platform/unit-of-work/audit-subject';

/**
 * The kinds of records in the log, as the modules declare them. Of a kind that none declares only admins read: so a
 * module that forgets to gives nothing away, and the log of one that is no longer there is kept for them.
 */
export class AuditSubjects {
  readonly #byType: ReadonlyMap<string, AuditSubject>;
  readonly #byNodeType: ReadonlyMap<string, AuditSubject>;

  constructor(private readonly declared: readonly AuditSubject[]) {
    this.#byType = new Map(declared.map((subject) => [subject.type, subject]));
    this.#byNodeType = new Map(declared.map((subject) => [subject.nodeType, subject]));
  }

  /** The type of the global ids of such records. */
  nodeTypeOf(type: string): string {
    return this.#byType.get(type)?.nodeType ?? `${type.charAt(0).toUpperCase()}${type.slice(1)}`;
  }

  /** What the log calls the records of a type of global ids. */
  typeOf(nodeType: string): string {
    const declared = this.#byNodeType.get(nodeType);
    return declared?.type ?? `${nodeType.charAt(0).toLowerCase()}${nodeType.slice(1)}`;
  }

  /** The kinds of records that one of the staff may read about; null: all there are. */
  readableBy(actor: Actor): readonly string[] | null {
    if (hasRole(actor, Role.ADMIN)) return null;
    return this.declared.filter(({ readableBy }) => hasRole(actor, readableBy)).map(({ type }) => type);
  }
}
