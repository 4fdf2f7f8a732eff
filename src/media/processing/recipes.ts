import { MediaType } from '../media-type';
import { IMAGE_RECIPE } from './image/presets';

/** The version of how each kind of file is processed, of the kinds that are. */
export type Recipes = Readonly<Partial<Record<MediaType, number>>>;

/** Those that this version of Vitrine works by. */
export const RECIPES: Recipes = { [MediaType.IMAGE]: IMAGE_RECIPE };
