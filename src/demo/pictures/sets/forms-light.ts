import { type FormOptions } from '../form/form';
import { type ProfilePoint } from '../form/profile';

/** The profile of a ball that rests on zero. */
function ball(radius: number): ProfilePoint[] {
  return Array.from({ length: 25 }, (_, index) => {
    const angle = (index / 24) * Math.PI;
    return [radius * Math.sin(angle), radius * (1 - Math.cos(angle))];
  });
}

/** Candle holders and lamps. */
export const LAMPS = {
  pebbleHolder: {
    profile: [
      [0, 0],
      [4, 0, 0.4],
      [5.2, 0.6],
      [5.7, 1.9],
      [4.8, 3.3],
      [2.9, 3.9],
      [1.95, 4.3],
      [1.75, 4.9],
      [1.5, 5.1, 0.1],
      [1.25, 5, 0.1],
      [1.2, 4.4, 0.05],
      [0, 4.4],
    ],
  },
  towerHolder: {
    profile: [
      [0, 0],
      [3.9, 0, 0.35],
      [4.4, 0.7],
      [3.4, 1.9],
      [1.7, 3.4],
      [1.6, 4.6],
      [2.9, 6.4],
      [2.6, 8.3],
      [1.5, 9.6],
      [1.45, 10.6],
      [1.9, 11.6],
      [1.75, 12.1, 0.1],
      [1.25, 12, 0.1],
      [1.2, 11.4, 0.05],
      [0, 11.4],
    ],
  },
  candle: {
    profile: [
      [0, 0],
      [1.1, 0, 0.05],
      [1.06, 11, 0.3],
      [0.7, 10.85],
      [0.1, 10.7],
      [0, 10.7],
    ],
  },
  shortCandle: {
    profile: [
      [0, 0],
      [1.1, 0, 0.05],
      [1.06, 7.2, 0.3],
      [0.7, 7.05],
      [0.1, 6.9],
      [0, 6.9],
    ],
  },
  wick: {
    profile: [
      [0, 0],
      [0.06, 0.02],
      [0.055, 0.8],
      [0, 0.95],
    ],
  },
  lampBase: {
    profile: [
      [0, 0],
      [6.4, 0, 0.4],
      [7, 0.8],
      [9.6, 5.4],
      [10.2, 10],
      [8.4, 15.4],
      [4.6, 19.4],
      [2.2, 21.4],
      [1.9, 22.6, 0.15],
      [0, 22.6],
    ],
  },
  lampNeck: {
    profile: [
      [0, 0],
      [1.5, 0, 0.1],
      [1.5, 0.7, 0.1],
      [0.7, 0.9, 0.1],
      [0.7, 6, 0.05],
      [0, 6],
    ],
  },
  shade: {
    profile: [
      [15.6, 0],
      [15.5, 0.15],
      [12.9, 10],
      [10.2, 20.2],
      [10.1, 20.4],
    ],
    wall: 0.22,
  },
  globeFoot: {
    profile: [
      [0, 0],
      [6.8, 0, 0.3],
      [7.1, 0.7],
      [6.9, 2.2],
      [6.1, 3.6],
      [5.9, 4.4, 0.2],
      [5.3, 4.4, 0.2],
      [4.6, 3.4],
      [0, 2.8],
    ],
  },
  globe: { profile: ball(8.9) },
} satisfies Record<string, FormOptions>;
