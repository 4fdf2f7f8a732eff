import { AreaLight, type Bulb } from '../light/lights';
import { type Backdrop, type StudioOptions } from '../light/studio';
import { type Colour, colourOf } from '../surface/colour';

/** Paper of the backdrops: muted, of like lightness and saturation, so that a grid of pictures stays calm. */
const PAPERS = {
  oat: '#d8cebd',
  cream: '#e6dfd2',
  sage: '#bcc2ae',
  mist: '#bcc6ca',
  blush: '#dcc3b5',
  clay: '#c8a692',
  straw: '#dbcaa6',
  stone: '#c9c5bf',
  olive: '#9a9c86',
  dusk: '#7c838d',
  umber: '#8d766a',
} as const;

export type BackdropName = keyof typeof PAPERS;

/** The roll of paper of that colour, hung well behind the things. */
export function backdropOf(name: BackdropName): Backdrop {
  return { colour: colourOf(PAPERS[name]), wall: 75, sweep: 55 };
}

const DAYLIGHT: Colour = [1, 0.985, 0.96];
const WARM: Colour = [1, 0.9, 0.76];
const COOL: Colour = [0.9, 0.96, 1.04];

const rim = (strength: number, colour: Colour): AreaLight =>
  new AreaLight({
    at: [70, 62, -52],
    towards: [0, 10, 0],
    width: 14,
    height: 90,
    strength,
    colour,
    mirror: 0.55,
    samples: [1, 3],
  });

type Rig = Omit<StudioOptions, 'backdrop' | 'bulbs'>;

const RIGS = {
  /** One large softbox from the left, a white card on the right, a strip behind: the shop's standard. */
  soft: () => ({
    lights: [
      new AreaLight({
        at: [-78, 82, 58],
        towards: [0, 8, 0],
        width: 70,
        height: 84,
        strength: 1.12,
        colour: DAYLIGHT,
        mirror: 0.5,
        samples: [3, 2],
      }),
      rim(0.2, COOL),
    ],
    room: [0.34, 0.345, 0.355],
    card: 0.4,
    falloff: 0.34,
  }),
  /** A tall window from the left, lower and harder: longer shadows and its panes in the glaze. */
  window: () => ({
    lights: [
      new AreaLight({
        at: [-105, 62, 34],
        towards: [0, 8, 0],
        width: 56,
        height: 84,
        strength: 1.45,
        colour: [1, 0.95, 0.86],
        mirror: 0.42,
        panes: { across: 2, up: 3 },
        samples: [2, 3],
      }),
      rim(0.1, COOL),
    ],
    room: [0.27, 0.285, 0.31],
    card: 0.35,
    falloff: 0.4,
  }),
  /** Low and from behind, for glass: the light comes through. */
  behind: () => ({
    lights: [
      new AreaLight({
        at: [-62, 78, -44],
        towards: [0, 6, 0],
        width: 60,
        height: 60,
        strength: 1.2,
        colour: DAYLIGHT,
        mirror: 0.35,
        samples: [3, 2],
      }),
      new AreaLight({
        at: [90, 70, 50],
        towards: [0, 8, 0],
        width: 60,
        height: 90,
        strength: 0.26,
        colour: COOL,
        mirror: 0.7,
        samples: [2, 2],
      }),
    ],
    room: [0.15, 0.15, 0.15],
    card: 0.2,
    falloff: 0.3,
  }),
  /** Little daylight left, so that a lamp or a flame carries the picture. */
  evening: () => ({
    lights: [
      new AreaLight({
        at: [-85, 80, 50],
        towards: [0, 8, 0],
        width: 70,
        height: 84,
        strength: 0.24,
        colour: COOL,
        mirror: 0.9,
        samples: [3, 2],
      }),
      rim(0.07, WARM),
    ],
    room: [0.12, 0.125, 0.14],
    card: 0.4,
    falloff: 0.3,
  }),
} satisfies Record<string, () => Rig>;

export type LightingName = keyof typeof RIGS;

/** A studio's lighting by name, with the lit lamps and flames of the picture. */
export function lightingOf(name: LightingName, bulbs: readonly Bulb[]): Omit<StudioOptions, 'backdrop'> {
  return { ...(RIGS[name]() as Rig), bulbs };
}
