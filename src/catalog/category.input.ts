import { Field, ID, InputType, Int } from 'type-graphql';
import { MediaAttachItemInput } from '../media/api';
import { SeoInput } from './product.input';

@InputType({ description: 'Left out keeps, null clears.' })
export class CategoryInput {
  @Field(() => String, { nullable: true })
  title?: string | null;

  @Field(() => String, { nullable: true, description: 'Made from the title when a new category has none.' })
  slug?: string | null;

  @Field(() => String, { nullable: true })
  description?: string | null;

  @Field(() => ID, { nullable: true, description: 'null: one of the roots.' })
  parentId?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Default where it is new, or comes to another parent: after the last of its siblings.',
  })
  position?: number | null;

  @Field(() => SeoInput, { nullable: true })
  seo?: SeoInput | null;

  @Field(() => [MediaAttachItemInput], {
    nullable: true,
    description: "The category's media, replacing what there is.",
  })
  media?: MediaAttachItemInput[] | null;
}
