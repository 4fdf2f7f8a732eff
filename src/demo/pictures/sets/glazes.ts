import { type Glaze } from '../surface/glaze';
import { CERAMICS } from './glazes-ceramic';
import { OTHERS } from './glazes-other';

const GLAZES = { ...CERAMICS, ...OTHERS } satisfies Record<string, Glaze>;

export type GlazeName = keyof typeof GLAZES;

export function glazeOf(name: GlazeName): Glaze {
  return GLAZES[name];
}
