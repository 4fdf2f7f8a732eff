const LEVELS_PER_CHANNEL = 8;
const BIN_WIDTH = 256 / LEVELS_PER_CHANNEL;
const CHANNELS = 4;
/** Pixels whose alpha is below this are ground, not picture. */
const VISIBLE = 64;
/** From here on, in every channel, a pixel is taken for the white that products are photographed on. */
const NEAR_WHITE = 248;

interface Bin {
  count: number;
  red: number;
  green: number;
  blue: number;
}

/**
 * The colour that most of a picture's pixels are near to, as `#rrggbb`: the mean of the fullest of 8 x 8 x 8 equal
 * bins. Transparent pixels do not count, and near-white ones only where there is nothing else, so that an object
 * on a white ground gives its own colour. A picture without a visible pixel is white.
 *
 * @param rgba four bytes a pixel, alpha not multiplied in
 */
export function dominantColour(rgba: Uint8Array): string {
  const bins = new Map<number, Bin>();
  for (let at = 0; at + CHANNELS <= rgba.length; at += CHANNELS) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.subarray(at, at + CHANNELS);
    if (alpha < VISIBLE || Math.min(red, green, blue) >= NEAR_WHITE) continue;
    const bin = binOf(bins, red, green, blue);
    bin.count += 1;
    bin.red += red;
    bin.green += green;
    bin.blue += blue;
  }
  let fullest: Bin | null = null;
  for (const bin of bins.values()) {
    if (!fullest || bin.count > fullest.count) fullest = bin;
  }
  if (!fullest) return '#ffffff';
  const { count, red, green, blue } = fullest;
  return `#${[red, green, blue].map((sum) => hexByte(sum / count)).join('')}`;
}

function binOf(bins: Map<number, Bin>, ...channels: [red: number, green: number, blue: number]): Bin {
  const key = channels.reduce((sum, value) => sum * LEVELS_PER_CHANNEL + Math.floor(value / BIN_WIDTH), 0);
  const known = bins.get(key);
  if (known) return known;
  const bin = { count: 0, red: 0, green: 0, blue: 0 };
  bins.set(key, bin);
  return bin;
}

function hexByte(value: number): string {
  return Math.round(value).toString(16).padStart(2, '0');
}
