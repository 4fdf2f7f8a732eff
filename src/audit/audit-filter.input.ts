import { Field, ID, InputType } from 'type-graphql';
import { decodeOrNil, NIL, parseId } from '../platform/graphql/global-id';
import { type AuditFilter } from './audit-list';
import { type AuditSubjects } from './audit-subjects';

@InputType({ description: 'What is left out or null restricts nothing.' })
export class AuditFilterInput {
  @Field(() => ID, {
    nullable: true,
    description: 'The id of any record: a Media, Product, ProductVariant, User, Workspace, ...',
  })
  recordId?: string | null;

  @Field(() => String, { nullable: true, description: 'As AuditRecord.type.' })
  recordType?: string | null;

  @Field(() => ID, { nullable: true, description: 'A User.' })
  actorId?: string | null;

  @Field(() => String, { nullable: true, description: 'Exactly this one, e.g. media.upload.' })
  action?: string | null;

  @Field(() => ID, { nullable: true, description: 'As AuditEntry.operationId.' })
  operationId?: string | null;

  @Field(() => Date, { nullable: true })
  createdAfter?: Date | null;

  @Field(() => Date, { nullable: true })
  createdBefore?: Date | null;
}

/** The filter as the list takes it. An id that is none finds nothing. */
export function toAuditFilter(input: AuditFilterInput, subjects: AuditSubjects): AuditFilter {
  const { recordId, actorId, operationId, ...filter } = input;
  return {
    ...filter,
    ...(recordId != null && { record: recordOf(recordId, subjects) }),
    ...(actorId != null && { actorId: decodeOrNil('User', actorId) }),
    ...(operationId != null && { operationId: decodeOrNil('Operation', operationId) }),
  };
}

function recordOf(recordId: string, subjects: AuditSubjects): AuditFilter['record'] {
  const parsed = parseId(recordId);
  return parsed ? { type: subjects.typeOf(parsed.type), id: parsed.uuid } : { type: '', id: NIL };
}
