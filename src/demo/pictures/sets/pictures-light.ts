import { type PictureSpec } from '../picture-spec';
import { type Framing } from '../light/camera';
import { candle, eye, thing } from './compose';

const WHOLE_LAMP: Framing = { target: [0, 23, 0], distance: 220, pitch: 7, span: 63 };

export const LIGHT_PICTURES: readonly PictureSpec[] = [
  {
    name: 'holders-lit',
    backdrop: 'umber',
    lighting: 'evening',
    framing: eye(36, 11, 11),
    things: [
      thing('towerHolder', 'terracotta', { x: -5, z: -2 }),
      ...candle(-5, 11.4, -2, 'tall', true),
      thing('pebbleHolder', 'chalkSatin', { x: 5.5, z: 3 }),
      ...candle(5.5, 4.4, 3, 'short', true),
    ],
    lit: [
      { kind: 'flame', at: [-5, 23, -2], strength: 1.2, radius: 2.2 },
      { kind: 'flame', at: [5.5, 12.1, 3], strength: 1.2, radius: 2.2 },
    ],
  },
  {
    name: 'holders-day',
    backdrop: 'straw',
    lighting: 'window',
    framing: eye(32, 9.4, 12),
    things: [
      thing('towerHolder', 'inkSatin', { x: 5.6, z: -2 }),
      ...candle(5.6, 11.4, -2, 'short', false),
      thing('pebbleHolder', 'roseSatin', { x: -5, z: 3 }),
      ...candle(-5, 4.4, 3, 'tall', false),
    ],
  },
  {
    name: 'lamp-lit',
    backdrop: 'dusk',
    lighting: 'evening',
    framing: WHOLE_LAMP,
    things: [
      thing('lampBase', 'fogGloss'),
      thing('lampNeck', 'brass', { y: 22.6 }),
      thing('shade', 'linenLit', { y: 26.5 }),
    ],
    lit: [{ kind: 'lamp', at: [0, 36, 0], strength: 8, radius: 9 }],
  },
  {
    name: 'lamp-day',
    backdrop: 'cream',
    lighting: 'window',
    framing: WHOLE_LAMP,
    things: [
      thing('lampBase', 'sageSatin'),
      thing('lampNeck', 'brass', { y: 22.6 }),
      thing('shade', 'linenUnlit', { y: 26.5 }),
    ],
  },
  {
    name: 'globe-lit',
    backdrop: 'olive',
    lighting: 'evening',
    framing: eye(34, 9.6),
    things: [thing('globeFoot', 'terracotta'), thing('globe', 'opalLit', { y: 3 })],
    lit: [{ kind: 'lamp', at: [0, 12, 0], strength: 4, radius: 8 }],
  },
  {
    name: 'globe-day',
    backdrop: 'blush',
    lighting: 'soft',
    framing: eye(34, 9.6),
    things: [thing('globeFoot', 'sageSatin'), thing('globe', 'opalUnlit', { y: 3 })],
  },
];
