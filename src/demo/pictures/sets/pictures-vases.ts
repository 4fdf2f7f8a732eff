import { type PictureSpec } from '../picture-spec';
import { eye, thing, willow } from './compose';

export const VASE_PICTURES: readonly PictureSpec[] = [
  {
    name: 'tidewater',
    backdrop: 'mist',
    lighting: 'soft',
    framing: eye(40, 13.6),
    things: [thing('amphora', 'tidewater')],
  },
  {
    name: 'tidewater-glaze',
    backdrop: 'mist',
    lighting: 'window',
    framing: { target: [2, 21.2, 0], distance: 150, pitch: 15, span: 17 },
    things: [thing('amphora', 'tidewater', { turn: 60 })],
  },
  {
    name: 'ember',
    backdrop: 'clay',
    lighting: 'soft',
    framing: eye(40, 13.6),
    things: [thing('amphora', 'ember')],
  },
  {
    name: 'moon-jar-milk',
    backdrop: 'oat',
    lighting: 'soft',
    framing: eye(38, 11.4),
    things: [thing('moonJar', 'milkCrackle')],
  },
  {
    name: 'moon-jar-detail',
    backdrop: 'oat',
    lighting: 'window',
    framing: { target: [2.5, 19.4, 0], distance: 150, pitch: 22, span: 19 },
    things: [thing('moonJar', 'milkCrackle')],
  },
  {
    name: 'moon-jar-celadon',
    backdrop: 'stone',
    lighting: 'soft',
    framing: eye(38, 11.4),
    things: [thing('moonJar', 'celadonCrackle')],
  },
  {
    name: 'dune-sand',
    backdrop: 'blush',
    lighting: 'soft',
    framing: eye(41, 13.4),
    things: [
      thing('tallBottle', 'sandDip', { x: -5.2, z: -2, turn: 40 }),
      thing('squatBottle', 'sandDipLow', { x: 7, z: 5, turn: 140 }),
    ],
  },
  {
    name: 'dune-line',
    backdrop: 'blush',
    lighting: 'window',
    framing: { target: [-1, 11.6, 0], distance: 150, pitch: 9, span: 16 },
    things: [thing('tallBottle', 'sandDip', { turn: 40 })],
  },
  {
    name: 'dune-rust',
    backdrop: 'oat',
    lighting: 'soft',
    framing: eye(41, 13.4),
    things: [
      thing('tallBottle', 'rustDip', { x: 5.4, z: -2, turn: 70 }),
      thing('squatBottle', 'rustDipLow', { x: -6.6, z: 5, turn: 20 }),
    ],
  },
  {
    name: 'column-sage',
    backdrop: 'sage',
    lighting: 'soft',
    framing: eye(39, 12.6),
    things: [thing('column', 'sageSatin')],
  },
  {
    name: 'column-plum',
    backdrop: 'blush',
    lighting: 'soft',
    framing: eye(41, 12.4),
    things: [
      thing('column', 'plumSatin', { x: -6, z: -3 }),
      thing('lowColumn', 'plumSatin', { x: 8.4, z: 4 }),
    ],
  },
  {
    name: 'bud-trio',
    backdrop: 'cream',
    lighting: 'window',
    framing: eye(29, 7, 13),
    things: [
      thing('coneBud', 'terracotta', { x: -5.8, z: -2 }),
      thing('dropBud', 'shellGloss', { x: 2.6, z: -4 }),
      thing('ballBud', 'ochreGloss', { x: 6.2, z: 4 }),
    ],
  },
  {
    name: 'bud-trio-willow',
    backdrop: 'sage',
    lighting: 'window',
    framing: eye(43, 16.2, 9),
    things: [
      thing('coneBud', 'terracotta', { x: -1.5 }),
      ...willow(-1.5, 5, 0, 14),
      thing('ballBud', 'ochreGloss', { x: 7.2, z: 5 }),
    ],
  },
];
