import { Field, InputType, Int, ObjectType, ArgsType, registerEnumType } from 'type-graphql';
import { type RequestContext } from '../../graphql/context';
import { Node } from '../../graphql/node.type';
import { type IncomingFile } from '../../graphql/uploads/incoming-file';
import { Upload } from '../../graphql/uploads/upload.scalar';
import { UserError } from '../../graphql/user-error.type';

/** The tests' context: what an application adds to the request's. */
export interface EchoContext extends RequestContext {
  readonly greeting: string;
}

export enum Mood {
  HAPPY = 'HAPPY',
}
registerEnumType(Mood, { name: 'Mood' });

@ObjectType({ implements: Node })
export class Thing extends Node {
  @Field(() => Int)
  number!: number;

  @Field(() => Mood)
  mood!: string;

  @Field(() => Int, { name: 'double', nullable: true })
  twice?: number;
}

@ObjectType({ implements: Node })
export class Gadget extends Node {
  @Field(() => String)
  name!: string;
}

@ObjectType()
export class Caller {
  @Field(() => String)
  actor!: string;

  @Field(() => String)
  workspace!: string;

  @Field(() => String)
  requestId!: string;

  @Field(() => String, { nullable: true })
  ip!: string | null;

  @Field(() => String)
  greeting!: string;
}

@ObjectType()
export class RefusePayload {
  @Field(() => String, { nullable: true })
  result!: string | null;

  @Field(() => [UserError])
  userErrors!: UserError[];
}

@InputType()
export class UploadInput {
  @Field(() => Upload)
  file!: IncomingFile;
}

@ArgsType()
export class EchoArgs {
  @Field(() => String)
  text!: string;
}
