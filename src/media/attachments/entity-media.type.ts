import { Field, Int, ObjectType } from 'type-graphql';
import { Node } from '../../platform/graphql/node.type';
import { UserError } from '../../platform/graphql/user-error.type';
import { Media } from '../library/media.type';
import { EntityRef } from './entity-ref.type';

@ObjectType({ implements: Node, description: 'A file attached to an entity in a role, at a place.' })
export class EntityMedia extends Node {
  @Field(() => Media)
  media!: Media;

  @Field(() => EntityRef)
  entity!: EntityRef;

  @Field(() => String, {
    description: 'What the consumer defines, e.g. main_image, gallery, swatch, avatar, logo, banner.',
  })
  role!: string;

  @Field(() => Int, { description: 'Dense from 0 within the entity and role.' })
  position!: number;

  @Field(() => Boolean, { description: 'At most one image of an entity is.' })
  primary!: boolean;

  @Field(() => String, { nullable: true, description: "This use's own alt text, else the media's." })
  alt!: string | null;

  @Field(() => String, { nullable: true })
  caption!: string | null;
}

@ObjectType()
export class EntityMediaPayload {
  @Field(() => [EntityMedia], { description: "All of the entity's media after the change, in order." })
  entityMedia!: EntityMedia[];

  @Field(() => [UserError])
  userErrors!: UserError[];
}
