/** A colour as linear light, each channel about 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number];

function toLinear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

/** Reads '#rrggbb' (sRGB, IEC 61966-2-1) as linear light; throws on anything else. */
export function colourOf(hex: string): Colour {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex);
  if (!match) throw new Error(`Not a colour: ${hex}`);
  const [red = 0, green = 0, blue = 0] = match
    .slice(1)
    .map((pair) => toLinear(Number.parseInt(pair, 16) / 255));
  return [red, green, blue];
}
