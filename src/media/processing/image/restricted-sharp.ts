import sharp from 'sharp';

// libvips looks at a file's content and takes the first loader that knows it. Of the dozens it has, some parse
// scripts, other files' names or tables; only these five are left, and PNG from memory, for the frames of a moving
// one. A JPEG with a gain map is read by the plain JPEG loader, as the picture that every screen shows.
const LOADERS = [
  'VipsForeignLoadJpegFile',
  'VipsForeignLoadPngFile',
  'VipsForeignLoadPngBuffer',
  'VipsForeignLoadWebpFile',
  'VipsForeignLoadHeifFile',
  'VipsForeignLoadNsgifFile',
];

sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: LOADERS });

// The cache knows files by name, and would answer with the picture that another file of that name once held.
sharp.cache(false);

// One thread an image: the pool's processes are what fills the cores.
sharp.concurrency(1);

/** The image library of this process, which reads files of the five formats that are taken and nothing else. */
export { sharp as restrictedSharp };
