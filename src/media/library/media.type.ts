import { Field, Float, Int, InterfaceType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../../platform/graphql/connection.type';
import { Node } from '../../platform/graphql/node.type';
import { BigIntScalar } from '../../platform/graphql/scalars/big-int';
import { MediaStatus, MediaType } from '../media-type';

registerEnumType(MediaType, { name: 'MediaType', description: 'What a file is, by its content.' });
registerEnumType(MediaStatus, { name: 'MediaStatus', description: 'How far the processing of a file is.' });

/**
 * What all library items have. A field that returns one returns a ShownMedia: these fields read it by their
 * names, those of MediaResolver and of its kind's own resolver make something of it, and others add theirs by a
 * `@Resolver(() => Media)`.
 */
@InterfaceType({
  implements: Node,
  description: 'A file of the library, with what people say of it.',
})
export abstract class Media extends Node {
  @Field(() => MediaStatus)
  status!: MediaStatus;

  @Field(() => Float, { description: 'Processing done so far, 0 to 1.' })
  progress!: number;

  @Field(() => String, { description: 'As the uploader named it, made safe.' })
  filename!: string;

  @Field(() => String, { nullable: true })
  alt!: string | null;

  @Field(() => String, { nullable: true })
  description!: string | null;

  @Field(() => [String])
  tags!: string[];

  @Field(() => String, { description: "Parts between slashes; '' is the library's root." })
  folder!: string;

  @Field(() => String)
  mimeType!: string;

  @Field(() => BigIntScalar)
  byteSize!: number;

  @Field(() => Int)
  version!: number;

  @Field(() => Date)
  createdAt!: Date;

  @Field(() => Date)
  updatedAt!: Date;
}

export const MediaConnection = connectionOf('Media', () => Media);
