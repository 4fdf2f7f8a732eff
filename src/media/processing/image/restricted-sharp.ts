import sharp from 'sharp';

// libvips looks at a file's content and takes the first loader that knows it. Of the dozens it has, some parse
// scripts, other files' names or tables; only these five are left, and two from memory: PNG for the frames of a
// moving one, SVG because librsvg then has no place from where it could read other files. A JPEG with a gain map is
// read by the plain JPEG loader, as the picture that every screen shows.
const LOADERS = [
  'VipsForeignLoadJpegFile',
  'VipsForeignLoadPngFile',
  'VipsForeignLoadPngBuffer',
  'VipsForeignLoadWebpFile',
  'VipsForeignLoadHeifFile',
  'VipsForeignLoadNsgifFile',
  'VipsForeignLoadSvgBuffer',
];

sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: LOADERS });

// The cache knows files by name, and would answer with the picture that another file of that name once held.
sharp.cache(false);

// One thread an image: the pool's processes are what fills the cores.
sharp.concurrency(1);

/** The image library of this process, which reads files of the six formats that are taken and nothing else. */
export { sharp as restrictedSharp };
