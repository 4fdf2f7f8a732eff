const CURVE_STEPS = 65536;
const CURVE_END = 3;
const GRAIN_SIDE = 256;

/**
 * The film's response: linear light to an sRGB byte. A gentle toe for depth, straight through the middle tones,
 * and a long shoulder, so that highlights roll off to white instead of being cut.
 */
function respond(light: number): number {
  const toed = (light * (light + 0.012)) / (light + 0.034);
  const start = 0.6;
  const shouldered =
    toed <= start ? toed : start + (1 - start) * (1 - Math.exp(-(toed - start) / (1 - start)));
  const encoded = shouldered <= 0.0031308 ? shouldered * 12.92 : 1.055 * shouldered ** (1 / 2.4) - 0.055;
  return encoded * 255;
}

const CURVE_SCALE = CURVE_STEPS / CURVE_END;
/** The response as a table over linear light, fine enough for an eighth of a byte where it is steepest. */
const CURVE = Float32Array.from({ length: CURVE_STEPS + 1 }, (_, step) => respond(step / CURVE_SCALE));

/** Brightness of a pixel as the eye will see it, 0 to 255. */
export function toneOf(red: number, green: number, blue: number): number {
  const step = Math.max(0, 0.3 * red + 0.6 * green + 0.1 * blue) * CURVE_SCALE;
  return CURVE[step < CURVE_STEPS ? step | 0 : CURVE_STEPS] as number;
}

/** Film grain: a tile of soft noise around zero, about one byte strong. It also breaks up banding. */
function makeGrain(): Float32Array {
  let state = 0x9e3779b9;
  return Float32Array.from({ length: GRAIN_SIDE * GRAIN_SIDE }, () => {
    let sum = -2;
    for (let part = 0; part < 4; part += 1) {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      sum += (state >>> 8) / 16777216;
    }
    return sum * 1.7;
  });
}

const GRAIN = makeGrain();

/** Light that spills around what is very bright, as in a lens; a quarter of the size, three floats a pixel. */
function spill(exposure: Float32Array, size: number): { light: Float32Array; side: number } | undefined {
  const step = 4;
  const side = Math.floor(size / step);
  const light = new Float32Array(side * side * 3);
  let any = false;
  for (let row = 0; row < side; row += 1) {
    for (let col = 0; col < side; col += 1) {
      const from = (row * step * size + col * step) * 3;
      const to = (row * side + col) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        const excess = Math.min(4, (exposure[from + channel] as number) - 0.9);
        if (excess <= 0) continue;
        any = true;
        light[to + channel] = excess;
      }
    }
  }
  if (!any) return undefined;
  const radius = Math.max(1, Math.round(side / 44));
  for (let pass = 0; pass < 3; pass += 1) {
    blurLines(light, side, 3, side * 3, radius);
    blurLines(light, side, side * 3, 3, radius);
  }
  return { light, side };
}

/** A box blur along lines: `step` between neighbours, `next` between lines. */
function blurLines(light: Float32Array, side: number, step: number, next: number, radius: number): void {
  const line = new Float32Array(side);
  const share = 1 / (radius * 2 + 1);
  for (let index = 0; index < side; index += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      const start = index * next + channel;
      for (let i = 0; i < side; i += 1) line[i] = light[start + i * step] as number;
      let sum = 0;
      for (let i = -radius; i <= radius; i += 1) sum += line[Math.max(0, i)] as number;
      for (let i = 0; i < side; i += 1) {
        light[start + i * step] = sum * share;
        sum +=
          (line[Math.min(side - 1, i + radius + 1)] as number) - (line[Math.max(0, i - radius)] as number);
      }
    }
  }
}

/** Develops linear light into RGB bytes: spill of light, film response, a breath of vignette, grain. */
export function develop(light: Float32Array, size: number, glare: number): Uint8Array {
  const bytes = new Uint8Array(size * size * 3);
  const halo = glare > 0 ? spill(light, size) : undefined;
  if (halo) addHalo(light, size, halo, glare);
  for (let row = 0; row < size; row += 1) {
    const y = (row + 0.5) / size - 0.5;
    for (let col = 0; col < size; col += 1) {
      const x = (col + 0.5) / size - 0.5;
      const scale = CURVE_SCALE * (1 - 0.16 * (x * x + y * y));
      const at = (row * size + col) * 3;
      const grain = (GRAIN[(row & (GRAIN_SIDE - 1)) * GRAIN_SIDE + (col & (GRAIN_SIDE - 1))] as number) + 0.5;
      for (let i = at; i < at + 3; i += 1) {
        const step = Math.max(0, light[i] as number) * scale;
        const tone = (CURVE[step < CURVE_STEPS ? step | 0 : CURVE_STEPS] as number) + grain;
        bytes[i] = tone > 255 ? 255 : tone < 0 ? 0 : tone;
      }
    }
  }
  return bytes;
}

/** Adds the spilt light, enlarged four times, to the picture. */
function addHalo(
  light: Float32Array,
  size: number,
  halo: { light: Float32Array; side: number },
  glare: number,
): void {
  const last = halo.side - 1.001;
  const width = halo.side * 3;
  for (let row = 0; row < size; row += 1) {
    const y = Math.min(last, row / 4);
    const v = y - (y | 0);
    for (let col = 0; col < size; col += 1) {
      const x = Math.min(last, col / 4);
      const u = x - (x | 0);
      const from = (y | 0) * width + (x | 0) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        const at = from + channel;
        const above = (halo.light[at] as number) * (1 - u) + (halo.light[at + 3] as number) * u;
        const below =
          (halo.light[at + width] as number) * (1 - u) + (halo.light[at + width + 3] as number) * u;
        const to = (row * size + col) * 3 + channel;
        light[to] = (light[to] as number) + glare * (above * (1 - v) + below * v);
      }
    }
  }
}
