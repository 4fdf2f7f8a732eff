import { ObjectType } from 'type-graphql';
import { Media } from './media.type';

@ObjectType({ implements: Media, description: 'A picture of the library, moving or not.' })
export class MediaImage extends Media {}
