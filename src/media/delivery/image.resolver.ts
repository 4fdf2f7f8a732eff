import { Arg, Extensions, FieldResolver, ID, Int, Resolver, Root } from 'type-graphql';
import { checkListSize } from '../../platform/graphql/check-list-size';
import { encodeId } from '../../platform/graphql/global-id';
import { imageUuid } from './image-id';
import { type ImageSource } from './image-source';
import { ImageTransformInput } from './image-transform.input';
import { imageUrl } from './image-url';
import { Image } from './image.type';
import { type MediaUrls } from './media-urls';
import { pictureHtml } from './picture-html';
import { DEFAULT_WIDTHS, srcset } from './srcset';

/** Answers Image from an ImageSource: a field of type Image returns one. */
@Resolver(() => Image)
export class ImageResolver {
  constructor(private readonly urls: MediaUrls) {}

  @FieldResolver(() => ID)
  id(@Root() source: ImageSource): string {
    return encodeId('Image', imageUuid(source));
  }

  @FieldResolver(() => String, {
    description:
      'A permanent, signed, immutable URL. Any transform is made once, by the first request for it, and kept.',
  })
  url(
    @Root() source: ImageSource,
    @Arg('transform', () => ImageTransformInput, { nullable: true }) transform?: ImageTransformInput | null,
  ): string {
    return imageUrl(this.urls, source, transform ?? {});
  }

  @FieldResolver(() => String)
  @Extensions({ listSize: DEFAULT_WIDTHS.length })
  srcset(
    @Root() source: ImageSource,
    @Arg('widths', () => [Int], { nullable: true }) widths?: number[] | null,
    @Arg('transform', () => ImageTransformInput, { nullable: true }) transform?: ImageTransformInput | null,
  ): string {
    checkListSize(widths ?? [], 'widths');
    return srcset(this.urls, source, widths ?? [], transform ?? {});
  }

  @FieldResolver(() => String, {
    description:
      'A complete <picture> element: modern formats first, JPEG or PNG as fallback, width/height set, alt escaped.',
  })
  @Extensions({ listSize: DEFAULT_WIDTHS.length })
  pictureHtml(
    @Root() source: ImageSource,
    @Arg('sizes', () => String, { nullable: true }) sizes?: string | null,
    @Arg('widths', () => [Int], { nullable: true }) widths?: number[] | null,
    @Arg('lazy', () => Boolean, { nullable: true }) lazy?: boolean | null,
  ): string {
    checkListSize(widths ?? [], 'widths');
    return pictureHtml(this.urls, source, { sizes, widths, lazy });
  }

  @FieldResolver(() => Int, { nullable: true })
  width(@Root() { facts }: ImageSource): number {
    return facts.width;
  }

  @FieldResolver(() => Int, { nullable: true })
  height(@Root() { facts }: ImageSource): number {
    return facts.height;
  }

  @FieldResolver(() => String, { nullable: true })
  alt(@Root() { alt }: ImageSource): string | null {
    return alt;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Base64 ThumbHash, drawn while the image loads.',
  })
  thumbhash(@Root() { facts }: ImageSource): string {
    return facts.thumbhash;
  }

  @FieldResolver(() => String, { nullable: true, description: '#rrggbb' })
  dominantColor(@Root() { facts }: ImageSource): string {
    return facts.dominantColor;
  }
}
