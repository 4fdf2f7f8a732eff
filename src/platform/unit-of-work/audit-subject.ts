import { type Role } from '../actor';

/** A kind of record that the audit log tells about. */
export interface AuditSubject {
  /** What the log calls it: a noun in lower case. */
  readonly type: string;
  /** The type that its global ids are encoded with. */
  readonly nodeType: string;
  /** Who may read what the log tells about such records, and everyone above. */
  readonly readableBy: Role.EDITOR | Role.ADMIN;
}
