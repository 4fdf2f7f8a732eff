import { Field, InputType, Int, registerEnumType } from 'type-graphql';
import { CropMode, ImageFormat, type ImageRequest } from './image-transform';

registerEnumType(ImageFormat, { name: 'ImageFormat' });
registerEnumType(CropMode, {
  name: 'CropMode',
  valuesConfig: {
    CONTAIN: { description: 'Fit inside the box, never enlarged (default).' },
    COVER: { description: 'Fill the box around the focal point, else the centre.' },
    SMART: { description: 'Fill the box around the most salient part.' },
  },
});

@InputType()
export class ImageTransformInput implements ImageRequest {
  @Field(() => Int, { nullable: true, description: '1-4096; values outside are clamped.' })
  maxWidth?: number | null;

  @Field(() => Int, { nullable: true, description: '1-4096; values outside are clamped.' })
  maxHeight?: number | null;

  @Field(() => CropMode, { nullable: true })
  crop?: CropMode | null;

  @Field(() => ImageFormat, {
    nullable: true,
    description: 'Left out: negotiated by the Accept header at delivery.',
  })
  format?: ImageFormat | null;

  @Field(() => Int, { nullable: true, description: '1-100, default by format.' })
  quality?: number | null;
}
