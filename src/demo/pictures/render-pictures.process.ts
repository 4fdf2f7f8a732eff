import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pictureJpeg } from './picture-jpeg';
import { pictureNamed } from './sets/pictures';

/**
 * The process that renders the demo pictures. Arguments: the directory to write to, the size in pixels, and the
 * names of the pictures in the order wanted. It sends `{ name, path }` to its parent for each file once that is
 * complete, and ends when the parent is gone.
 */
async function main(): Promise<void> {
  const [directory, size, ...names] = process.argv.slice(2);
  if (!directory) throw new Error('Which directory are the pictures to be written to?');
  process.on('disconnect', () => process.exit(0));
  for (const name of names) {
    const path = join(directory, `${name}.jpg`);
    await writeFile(`${path}.part`, await pictureJpeg(pictureNamed(name), Number(size)));
    await rename(`${path}.part`, path);
    await new Promise<void>((resolve, reject) => {
      process.send?.({ name, path }, (error: Error | null) => (error ? reject(error) : resolve()));
    });
  }
  process.disconnect();
}

void main();
