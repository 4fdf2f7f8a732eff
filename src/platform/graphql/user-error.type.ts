import 'reflect-metadata';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { UserErrorCode } from '../errors';

registerEnumType(UserErrorCode, { name: 'UserErrorCode' });

@ObjectType({ description: 'What the caller can correct.' })
export class UserError {
  @Field(() => [String], {
    nullable: true,
    description: 'Path to the input at fault, e.g. ["input", "lines", "0", "quantity"].',
  })
  field!: string[] | null;

  @Field(() => String)
  message!: string;

  @Field(() => UserErrorCode)
  code!: UserErrorCode;
}
