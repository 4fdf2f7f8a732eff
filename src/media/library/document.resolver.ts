import { FieldResolver, Int, Resolver } from 'type-graphql';
import { Document } from './document.type';

/** What documents have besides what all library items have. */
@Resolver(() => Document)
export class DocumentResolver {
  @FieldResolver(() => Int, { nullable: true, description: 'Null where it is not known.' })
  pageCount(): number | null {
    return null;
  }
}
