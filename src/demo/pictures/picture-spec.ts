import { type Placement } from './form/thing';
import { type Framing } from './light/camera';
import { type FormName } from './sets/forms';
import { type GlazeName } from './sets/glazes';
import { type BackdropName, type LightingName } from './sets/studios';

/** One thing in a picture. */
export interface ThingSpec {
  readonly form: FormName;
  readonly glaze: GlazeName;
  readonly at?: Placement;
}

/** A lamp that is lit, or a candle's flame, in a picture. */
export interface LitSpec {
  readonly kind: 'lamp' | 'flame';
  readonly at: readonly [x: number, y: number, z: number];
  /** Light on a surface ten centimetres away. */
  readonly strength: number;
  readonly radius?: number;
}

/** Everything that a picture is made from. The same specification and size always give the same pixels. */
export interface PictureSpec {
  /** The file's name without its ending; unique. */
  readonly name: string;
  readonly backdrop: BackdropName;
  readonly lighting: LightingName;
  readonly framing: Framing;
  readonly things: readonly ThingSpec[];
  readonly lit?: readonly LitSpec[];
  /** Brightness of the whole, 1 as the lighting has it. */
  readonly exposure?: number;
}
