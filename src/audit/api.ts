import { type NodeRegistry } from '../platform/graphql/node.resolver';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { type AuditSubject } from '../platform/unit-of-work/audit-subject';
import { AuditLogResolver } from './audit-log.resolver';
import { auditNodes } from './audit-nodes';
import { AuditSubjects } from './audit-subjects';

/** What the audit log adds to the API; `declared`: the kinds of records that the modules log. */
export function auditApi(declared: readonly AuditSubject[]) {
  const subjects = new AuditSubjects(declared);
  const nodes: NodeRegistry<WorkspaceContext> = auditNodes(subjects);
  return { resolvers: [new AuditLogResolver(subjects)], nodes };
}
