import { ObjectType } from 'type-graphql';
import { Media } from './media.type';

@ObjectType({ implements: Media, description: 'A file of the library that is kept and delivered as it is.' })
export class Document extends Media {}
