import { Field, ID, ObjectType } from 'type-graphql';
import { User } from '../accounts/api';
import { connectionOf } from '../platform/graphql/connection.type';
import { Node } from '../platform/graphql/node.type';
import { Json } from '../platform/graphql/scalars/json';

@ObjectType({ description: 'What an entry of the audit log is about.' })
export class AuditRecord {
  @Field(() => String, {
    description: 'What the log calls such records, e.g. media, product, variant, user.',
  })
  type!: string;

  @Field(() => ID, {
    description: 'As everywhere else: `node` finds the record, if it is there and of a type that has nodes.',
  })
  id!: string;
}

@ObjectType({
  implements: Node,
  description:
    'One change of one record, written in the commit that made it, and never changed or taken away. Of ' +
    'users, sessions and whatever else is not content, only ADMIN and OWNER read.',
})
export class AuditEntry extends Node {
  @Field(() => ID, { description: 'The same for all that was changed in one commit.' })
  operationId!: string;

  @Field(() => String, { description: 'What happened, e.g. media.upload.' })
  action!: string;

  @Field(() => AuditRecord)
  record!: AuditRecord;

  @Field(() => User, {
    nullable: true,
    description:
      'Null: the system, whose part actorName tells; someone who was not signed in; or a user who is gone.',
  })
  actor!: () => Promise<User | null>;

  @Field(() => String, {
    nullable: true,
    description: 'Which part of the system it was, e.g. worker:image; null where it was none.',
  })
  actorName!: string | null;

  @Field(() => Json, {
    nullable: true,
    description:
      'What was replaced or taken away, as far as it was. Ids in it are those inside, and no secret is.',
  })
  before!: object | null;

  @Field(() => Json, {
    nullable: true,
    description: 'What came in its place, or was added. Ids in it are those inside, and no secret is.',
  })
  after!: object | null;

  @Field(() => String, { nullable: true, description: 'The same for all that one request changed.' })
  requestId!: string | null;

  @Field(() => String, { nullable: true, description: 'Where the request came from. ADMIN and OWNER only.' })
  ip!: string | null;

  @Field(() => Date, { description: 'When the commit began, by the clock of the database.' })
  at!: Date;
}

export const AuditEntryConnection = connectionOf('AuditEntry', () => AuditEntry);
