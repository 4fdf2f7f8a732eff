import { type Framing } from '../light/camera';
import { type ThingSpec } from '../picture-spec';

/** The shop's usual view: from a chair, a long lens, `span` centimetres high, its middle `height` above the table. */
export function eye(span: number, height: number, pitch = 11, x = 0): Framing {
  return { target: [x, height, 0], distance: 150, pitch, span };
}

/** A form in a glaze, and where it stands. */
export function thing(
  form: ThingSpec['form'],
  glaze: ThingSpec['glaze'],
  at: ThingSpec['at'] = {},
): ThingSpec {
  return { form, glaze, at };
}

/** Where catkins sit on the twig (x and y of its branches), and how far each leans to the left. */
const CATKINS = [
  [-0.15, 12, 26],
  [-0.37, 15, -24],
  [0.05, 18, 22],
  [0.5, 21, -34],
  [0.8, 23.4, 20],
  [0.98, 26, -32],
  [1.1, 28.2, 20],
  [1.2, 29.9, -6],
  [-1.1, 15.4, -6],
  [-2.05, 18.2, 46],
  [-2.6, 20.8, -12],
  [-2.95, 22.6, 42],
  [-3.2, 23.9, 10],
  [1.5, 19.6, -64],
  [2.7, 21.7, -6],
  [3.45, 23.6, -56],
  [4.1, 25.4, 0],
  [4.4, 26.4, -22],
] as const;

/** A willow twig, its catkins out, standing at a place and turned by degrees. */
export function willow(x: number, y: number, z: number, turn: number): ThingSpec[] {
  const c = Math.cos((turn * Math.PI) / 180);
  const s = Math.sin((turn * Math.PI) / 180);
  const catkins = CATKINS.map(([px, py, tilt]) =>
    thing('catkin', 'catkinFur', { x: x + c * px, y: y + py, z: z - s * px, turn, tilt }),
  );
  return [thing('twig', 'bark', { x, y, z, turn }), ...catkins];
}

/** A candle of a wax, standing at a place, with its wick. */
export function candle(x: number, y: number, z: number, height: 'tall' | 'short', lit: boolean): ThingSpec[] {
  const tall = height === 'tall';
  const wax = lit ? (tall ? 'wax' : 'waxShort') : 'waxUnlit';
  return [
    thing(tall ? 'candle' : 'shortCandle', wax, { x, y, z }),
    thing('wick', 'bark', { x, y: y + (tall ? 10.6 : 6.8), z }),
  ];
}
