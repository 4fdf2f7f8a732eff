import sharp from 'sharp';

/** A JPEG of 12 megapixels and some 3 MB, the same each time: a sky, a ground and 300 discs under the grain of a sensor. */
export async function makePhotograph(path: string): Promise<void> {
  const [width, height] = [4000, 3000];
  const discs = Array.from({ length: 300 }, (_, disc) => {
    const [x, y, radius] = [(disc * 977) % width, (disc * 613) % height, 20 + ((disc * 37) % 180)];
    return `<circle cx="${x}" cy="${y}" r="${radius}" fill="hsl(${(disc * 47) % 360},60%,50%)" opacity=".7"/>`;
  });
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <linearGradient id="light" x2="0" y2="1"><stop offset="0" stop-color="#7fb4e8"/>
      <stop offset=".55" stop-color="#f3e6cf"/><stop offset="1" stop-color="#5a4632"/></linearGradient>
    <rect width="100%" height="100%" fill="url(#light)"/>${discs.join('')}</svg>`;
  const pixels = await sharp(Buffer.from(drawing)).flatten().raw().toBuffer();
  let state = 1;
  for (let at = 0; at < pixels.length; at += 3) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const grain = ((state >>> 24) % 21) - 10;
    for (let channel = at; channel < at + 3; channel += 1) {
      pixels[channel] = Math.min(255, Math.max(0, (pixels[channel] ?? 0) + grain));
    }
  }
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 88 })
    .toFile(path);
}
