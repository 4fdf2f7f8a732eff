import 'reflect-metadata';
import { createPubSub } from '@graphql-yoga/subscription';
import { graphql, type GraphQLSchema, lexicographicSortSchema, printType } from 'graphql';
import { Query, Resolver } from 'type-graphql';
import { buildGraphQLSchema } from '../../platform/graphql/build-schema';
import { decodeId } from '../../platform/graphql/global-id';
import { type ImageSource } from './image-source';
import { ImageResolver } from './image.resolver';
import { Image } from './image.type';
import { MediaUrls } from './media-urls';

const CONTENT_ID = '01980000-0000-7000-8000-00000000000c';
const SOURCE: ImageSource = {
  workspaceId: '01980000-0000-7000-8000-000000000001',
  contentId: CONTENT_ID,
  recipe: 1,
  facts: {
    width: 4000,
    height: 3000,
    animated: false,
    hasAlpha: false,
    thumbhash: 'cGxhY2Vob2xkZXI=',
    dominantColor: '#aa3322',
  },
  focalPoint: null,
  alt: null,
};

@Resolver()
class PictureResolver {
  @Query(() => Image)
  picture(): ImageSource {
    return SOURCE;
  }

  @Query(() => Image)
  captioned(): ImageSource {
    return { ...SOURCE, alt: 'Tom & "Jerry"' };
  }
}

const urls = new MediaUrls(
  [{ id: 'k1', secret: 'first-secret-of-at-least-32-characters' }],
  () => 'https://x.test',
);
let schema: GraphQLSchema;
beforeAll(() => {
  schema = buildGraphQLSchema({
    resolvers: [new PictureResolver(), new ImageResolver(urls)],
    pubSub: createPubSub(),
  });
});

async function ask(source: string): Promise<Record<string, Record<string, unknown>>> {
  const { data, errors } = await graphql({ schema, source });
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data)) as Record<string, Record<string, unknown>>;
}

test('what the API says of images is what clients were promised', () => {
  const printed = ['Image', 'ImageTransformInput', 'ImageFormat', 'CropMode'].map((name) => {
    const type = lexicographicSortSchema(schema).getType(name);
    return type ? printType(type) : '';
  });
  const withoutDescriptions = printed.join('\n').replaceAll(/^ *""".*"""\n|^ *"""\n.*\n *"""\n/gm, '');
  expect(withoutDescriptions.replaceAll(/\n\n+/g, '\n')).toBe(`type Image {
  alt: String
  dominantColor: String
  height: Int
  id: ID!
  pictureHtml(lazy: Boolean, sizes: String, widths: [Int!]): String!
  srcset(transform: ImageTransformInput, widths: [Int!]): String!
  thumbhash: String
  url(transform: ImageTransformInput): String!
  width: Int
}
input ImageTransformInput {
  crop: CropMode
  format: ImageFormat
  maxHeight: Int
  maxWidth: Int
  quality: Int
}
enum ImageFormat {
  AVIF
  JPEG
  PNG
  WEBP
}
enum CropMode {
  CONTAIN
  COVER
  SMART
}`);
});

test('an image tells its facts', async () => {
  const { picture } = await ask('{ picture { id width height alt thumbhash dominantColor } }');
  const { id, ...facts } = picture ?? {};
  expect(decodeId('Image', String(id))).toBe(CONTENT_ID);
  expect(facts).toEqual({
    width: 4000,
    height: 3000,
    alt: null,
    thumbhash: 'cGxhY2Vob2xkZXI=',
    dominantColor: '#aa3322',
  });
});

test('two uses of a content with different alts have different ids, as clients keep them by id', async () => {
  const { picture, captioned } = await ask('{ picture { id } captioned { id alt } }');
  expect(captioned?.alt).toBe('Tom & "Jerry"');
  expect(captioned?.id).not.toBe(picture?.id);
});

test('an image gives its URLs as they are asked for', async () => {
  const { captioned } = await ask(`{ captioned {
    url
    none: url(transform: null)
    small: url(transform: { maxWidth: 100, maxHeight: 100, crop: COVER, format: WEBP, quality: 50 })
    srcset(widths: [600, 1200])
    crops: srcset(widths: [100, 200], transform: { crop: COVER, format: JPEG })
    pictureHtml(sizes: "50vw", widths: [1200], lazy: false)
    plain: pictureHtml(sizes: null, widths: null, lazy: null)
  } }`);
  const url = (name: string): string => {
    const [transform = '', format = null] = name.split('.');
    const { workspaceId, contentId, recipe } = SOURCE;
    return urls.renditionUrl({ workspaceId, contentId, recipe, transform, format });
  };
  const large = url('contain-1200x1200-q85');
  expect({ ...captioned, pictureHtml: null, plain: null }).toEqual({
    url: large,
    none: large,
    small: url('cover-100x100-q50.webp'),
    srcset: `${url('contain-600x450-q85')} 600w, ${large} 1200w`,
    crops: `${url('cover-100x100-q85.jpg')} 100w, ${url('cover-200x200-q85.jpg')} 200w`,
    pictureHtml: null,
    plain: null,
  });
  expect(captioned?.pictureHtml).toMatch(
    /^<picture><source type="image\/avif" .* sizes="50vw">.*loading="eager"/,
  );
  expect(captioned?.pictureHtml).toContain(' alt="Tom &amp; &quot;Jerry&quot;" ');
  expect(captioned?.plain).toMatch(/ sizes="100vw".* loading="lazy"/);
});
