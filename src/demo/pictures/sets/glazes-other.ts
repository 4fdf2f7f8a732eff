import { grain, linen, mottle, undulation, wood } from '../surface/clay';
import { colourOf } from '../surface/colour';
import { type Glaze } from '../surface/glaze';

const glass = (left: readonly [number, number, number]): Glaze => ({
  colour: [0.5, 0.5, 0.5],
  roughness: 0,
  shine: 1,
  opacity: 0.4,
  layers: [],
  fine: true,
  glass: { left, index: 1.5 },
});

/** What is not clay: glass, metal, wood, cloth, wax, fruit. */
export const OTHERS = {
  amberGlass: glass([0.91, 0.6, 0.23]),
  seaGlass: glass([0.5, 0.8, 0.74]),
  brass: {
    colour: colourOf('#c9a25e'),
    roughness: 0.22,
    shine: 1,
    opacity: 1,
    metal: true,
    layers: [undulation(0.8, 0.03)],
  },
  oak: {
    fine: true,
    colour: colourOf('#b98a57'),
    roughness: 0.55,
    shine: 0.5,
    opacity: 1,
    layers: [wood('#c79a66', '#9b6d40')],
  },
  lemonPeel: {
    fine: true,
    colour: colourOf('#e3b32f'),
    roughness: 0.42,
    shine: 0.9,
    opacity: 1,
    layers: [grain(0.2, 0.35, 0.1), mottle('#cf9a22', 2, 0.4)],
  },
  bark: {
    fine: true,
    colour: colourOf('#5a4030'),
    roughness: 0.7,
    shine: 0.4,
    opacity: 1,
    layers: [grain(0.12, 0.4, 0.4)],
  },
  catkinFur: {
    fine: true,
    colour: colourOf('#d5d0c6'),
    roughness: 1,
    shine: 0,
    opacity: 1,
    layers: [grain(0.05, 0.9, 0.35)],
  },
  wax: {
    colour: colourOf('#efe5d2'),
    roughness: 0.45,
    shine: 0.7,
    opacity: 1,
    layers: [undulation(1.5, 0.04)],
    glow: { colour: [1, 0.62, 0.3], height: 11, strength: 0.55 },
  },
  waxShort: {
    colour: colourOf('#efe5d2'),
    roughness: 0.45,
    shine: 0.7,
    opacity: 1,
    layers: [undulation(1.5, 0.04)],
    glow: { colour: [1, 0.62, 0.3], height: 7.2, strength: 0.55 },
  },
  waxUnlit: {
    colour: colourOf('#efe5d2'),
    roughness: 0.45,
    shine: 0.7,
    opacity: 1,
    layers: [undulation(1.5, 0.04)],
  },
  linenLit: {
    fine: true,
    colour: colourOf('#e6d8be'),
    roughness: 0.95,
    shine: 0.05,
    opacity: 1,
    layers: [linen(0.055, 0.2)],
    glow: { colour: [1, 0.74, 0.44], height: 8.5, strength: 0.86 },
  },
  linenUnlit: {
    fine: true,
    colour: colourOf('#e6d8be'),
    roughness: 0.95,
    shine: 0.05,
    opacity: 1,
    layers: [linen(0.055, 0.2)],
  },
  opalLit: {
    colour: colourOf('#f3ece0'),
    roughness: 0.1,
    shine: 0.9,
    opacity: 0,
    layers: [],
    glow: { colour: [1, 0.8, 0.55], height: 8.9, strength: 0.92 },
  },
  opalUnlit: { colour: colourOf('#f1ece3'), roughness: 0.1, shine: 1, opacity: 1, layers: [] },
} satisfies Record<string, Glaze>;
