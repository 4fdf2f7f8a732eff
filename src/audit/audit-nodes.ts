import { isStaff } from '../platform/actor';
import { type NodeRegistry } from '../platform/graphql/node.resolver';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { type AuditSubjects } from './audit-subjects';
import { loadAuditEntries } from './list-audit-entries';
import { showAuditEntry } from './show-audit-entry';

/** How `node` finds entries: those that the caller could read in the log. */
export function auditNodes(subjects: AuditSubjects): NodeRegistry<WorkspaceContext> {
  return {
    AuditEntry: async (context, ids) => {
      if (!isStaff(context.actor)) return ids.map(() => null);
      const found = await loadAuditEntries(context.db, ids, subjects.readableBy(context.actor));
      return ids.map((id) => {
        const entry = found.get(id);
        return entry ? showAuditEntry(entry, subjects, context) : null;
      });
    },
  };
}
