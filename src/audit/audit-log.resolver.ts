import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql';
import { Role } from '../platform/actor';
import { cursorOf } from '../platform/database/keyset';
import { requireRole } from '../platform/errors';
import { buildConnection } from '../platform/graphql/build-connection';
import { ConnectionArgs, readPage } from '../platform/graphql/page.input';
import { type WorkspaceContext } from '../platform/graphql/workspace-context';
import { AuditEntryConnection } from './audit-entry.type';
import { AuditFilterInput, toAuditFilter } from './audit-filter.input';
import { type AuditSubjects } from './audit-subjects';
import { countAuditEntries, listAuditEntries } from './list-audit-entries';
import { showAuditEntry } from './show-audit-entry';

@Resolver()
export class AuditLogResolver {
  constructor(private readonly subjects: AuditSubjects) {}

  @Query(() => AuditEntryConnection, {
    description: 'What was changed, by whom, when and from where, for staff; newest first.',
  })
  async auditLog(
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Arg('filter', () => AuditFilterInput, { nullable: true }) filter: AuditFilterInput | null | undefined,
    @Ctx() context: WorkspaceContext,
  ) {
    const { actor, db } = context;
    requireRole(actor, Role.EDITOR);
    const page = readPage(args);
    const list = {
      filter: toAuditFilter(filter ?? {}, this.subjects),
      readable: this.subjects.readableBy(actor),
    };
    const found = await listAuditEntries(db, list, page);
    const entries = found.map(({ cursor, ...entry }) =>
      Object.assign(showAuditEntry(entry, this.subjects, context), { cursor }),
    );
    return buildConnection(entries, page, cursorOf, () => countAuditEntries(db, list));
  }
}
