import { type ImageFacts } from '../content/content.entity';
import { type FocalPoint } from '../transforms/transform';

/** A processed picture as someone uses it: what everything that is shown of it is made from. */
export interface ImageSource {
  readonly workspaceId: string;
  readonly contentId: string;
  /** The recipe whose outputs are published. */
  readonly recipe: number;
  readonly facts: ImageFacts;
  readonly focalPoint: FocalPoint | null;
  readonly alt: string | null;
}

/** What somebody keeps of a picture to show it again as it was. */
export type KeptImage = Pick<ImageSource, 'contentId' | 'focalPoint' | 'alt'>;
