import { type PictureSpec } from '../picture-spec';
import { eye, thing } from './compose';

export const TABLEWARE_PICTURES: readonly PictureSpec[] = [
  {
    name: 'mug-oat',
    backdrop: 'stone',
    lighting: 'soft',
    framing: eye(19.5, 4.3, 15, 0.4),
    things: [thing('mug', 'oatSpeckle', { x: -0.6, turn: -28 })],
  },
  {
    name: 'mug-pair',
    backdrop: 'oat',
    lighting: 'window',
    framing: eye(27, 4.6, 18),
    things: [
      thing('mug', 'inkSpeckle', { x: -4.8, z: 2, turn: 200 }),
      thing('mug', 'mossSpeckle', { x: 4.6, z: -2, turn: -35 }),
    ],
  },
  {
    name: 'orchard-bowl',
    backdrop: 'sage',
    lighting: 'window',
    framing: eye(41, 4.6, 22, 1.2),
    things: [
      thing('bowl', 'celadonCrackle'),
      thing('lemon', 'lemonPeel', { x: 0.2, y: 4.3, z: 1.2, tilt: 82, turn: 25 }),
      thing('lemon', 'lemonPeel', { x: 1.4, y: 4.4, z: -3.4, tilt: 76, turn: 150 }),
      thing('lemon', 'lemonPeel', { x: 15.6, y: 2.7, z: 9.5, tilt: 90, turn: 30 }),
    ],
  },
  {
    name: 'orchard-bowl-above',
    backdrop: 'oat',
    lighting: 'window',
    framing: { target: [0, 3, 0], distance: 150, pitch: 52, span: 36 },
    things: [thing('bowl', 'celadonCrackle')],
  },
  {
    name: 'indigo-setting',
    backdrop: 'mist',
    lighting: 'soft',
    framing: eye(36, 4, 28),
    things: [
      thing('plate', 'indigoBands'),
      thing('sidePlate', 'indigoBandsSmall', { y: 1.2 }),
      thing('smallBowl', 'indigoBowl', { y: 1.9 }),
    ],
  },
  {
    name: 'indigo-above',
    backdrop: 'cream',
    lighting: 'window',
    framing: { target: [0, 1, 0], distance: 150, pitch: 60, span: 37 },
    things: [
      thing('plate', 'indigoBands'),
      thing('lemon', 'lemonPeel', { x: 3.2, y: 3.2, z: 2.4, tilt: 90, turn: 35 }),
    ],
  },
  {
    name: 'teapot-ink',
    backdrop: 'straw',
    lighting: 'soft',
    framing: eye(37, 8.2, 14),
    things: [
      thing('teapot', 'inkSatin', { x: -0.5, turn: 18 }),
      thing('tumbler', 'inkSatin', { x: 12, z: 8 }),
    ],
  },
  {
    name: 'teapot-oat',
    backdrop: 'olive',
    lighting: 'window',
    framing: eye(37, 8.2, 14, 0.5),
    things: [
      thing('teapot', 'oatSatin', { x: 1, turn: 158 }),
      thing('tumbler', 'oatSatin', { x: -12, z: 8 }),
    ],
  },
  {
    name: 'jug-fog',
    backdrop: 'clay',
    lighting: 'soft',
    framing: eye(34, 10, 12, -0.8),
    things: [thing('jug', 'jugDip', { turn: 20 })],
  },
  {
    name: 'jug-cream',
    backdrop: 'mist',
    lighting: 'window',
    framing: eye(34, 10, 12, 0.8),
    things: [thing('jug', 'jugDipCream', { turn: 160 })],
  },
  {
    name: 'tumblers',
    backdrop: 'blush',
    lighting: 'soft',
    framing: eye(28, 6.4, 16),
    things: [
      thing('tumbler', 'roseSatin', { x: -5.6 }),
      thing('tumbler', 'ochreGloss', { x: -5.7, y: 6.3 }),
      thing('tumbler', 'fogGloss', { x: 3.6, z: 3.4 }),
      thing('tumbler', 'chalkSatin', { x: 8, z: -5 }),
    ],
  },
  {
    name: 'tumblers-board',
    backdrop: 'sage',
    lighting: 'window',
    framing: eye(38, 4.6, 24),
    things: [
      thing('board', 'oak', { turn: 24 }),
      thing('tumbler', 'chalkSatin', { x: -8.4, y: 1.8, z: -1 }),
      thing('tumbler', 'roseSatin', { x: 0.4, y: 1.8, z: -6 }),
      thing('tumbler', 'fogGloss', { x: 8.6, y: 1.8, z: 0 }),
      thing('tumbler', 'ochreGloss', { x: -0.4, y: 1.8, z: 5.6 }),
    ],
  },
  {
    name: 'carafe-amber',
    backdrop: 'cream',
    lighting: 'behind',
    framing: eye(37, 11.6),
    things: [thing('carafe', 'amberGlass', { x: -3.8 }), thing('glassCup', 'amberGlass', { x: 6.4, z: 4 })],
  },
  {
    name: 'carafe-sea',
    backdrop: 'stone',
    lighting: 'behind',
    framing: eye(37, 11.6),
    things: [thing('carafe', 'seaGlass', { x: 3.8 }), thing('glassCup', 'seaGlass', { x: -6.4, z: 4 })],
  },
];
