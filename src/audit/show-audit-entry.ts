import { loadUser } from '../accounts/api';
import { hasRole, Role } from '../platform/actor';
import { encodeId } from '../platform/graphql/global-id';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { AuditEntry } from './audit-entry.type';
import { type AuditSubjects } from './audit-subjects';
import { type AuditRow } from './list-audit-entries';

/** An entry as the caller may see it, who may read it at all. */
export function showAuditEntry(
  entry: AuditRow,
  subjects: AuditSubjects,
  context: WorkspaceContext,
): AuditEntry {
  const { id, operationId, action, subjectType, subjectId, actorId, actorName, at } = entry;
  return Object.assign(new AuditEntry(), {
    id: encodeId('AuditEntry', id),
    operationId: encodeId('Operation', operationId),
    action,
    record: { type: subjectType, id: encodeId(subjects.nodeTypeOf(subjectType), subjectId) },
    actor: () => (actorId === null ? Promise.resolve(null) : loadUser(context, actorId)),
    actorName,
    before: entry.before,
    after: entry.after,
    requestId: entry.requestId,
    ip: hasRole(context.actor, Role.ADMIN) ? entry.ip : null,
    at,
  });
}
