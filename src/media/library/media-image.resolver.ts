import { FieldResolver, Resolver, Root } from 'type-graphql';
import { type ImageSource } from '../delivery/image-source';
import { Image } from '../delivery/image.type';
import { FocalPoint } from './focal-point.type';
import { imageSourceOf } from './image-source-of';
import { type MediaRow } from './load-media';
import { MediaImage } from './media-image.type';

/** What pictures have besides what all library items have. */
@Resolver(() => MediaImage)
export class MediaImageResolver {
  @FieldResolver(() => Image, { nullable: true, description: 'Null until COMPLETED.' })
  image(@Root() media: MediaRow): ImageSource | null {
    return imageSourceOf(media);
  }

  @FieldResolver(() => FocalPoint, { nullable: true, description: 'Null: the centre.' })
  focalPoint(@Root() { focalX, focalY }: MediaRow): FocalPoint | null {
    return focalX === null || focalY === null ? null : { x: focalX, y: focalY };
  }

  @FieldResolver(() => Boolean, { description: 'False until it is known.' })
  animated(@Root() { facts }: MediaRow): boolean {
    return 'animated' in facts && facts.animated;
  }
}
