import { type PictureSpec } from '../picture-spec';
import { LIGHT_PICTURES } from './pictures-light';
import { TABLEWARE_PICTURES } from './pictures-tableware';
import { VASE_PICTURES } from './pictures-vases';

/** Every picture of the demo shop. */
export const PICTURES: readonly PictureSpec[] = [...VASE_PICTURES, ...TABLEWARE_PICTURES, ...LIGHT_PICTURES];

/** The picture of that name; throws where there is none. */
export function pictureNamed(name: string): PictureSpec {
  const picture = PICTURES.find((candidate) => candidate.name === name);
  if (!picture) throw new Error(`There is no demo picture named ${name}`);
  return picture;
}
