import { colourOf } from './colour';
import { type Layer } from './glaze';
import { fractalNoise, noise, noiseVector, smoothstep } from './noise';

const drift = { x: 0, y: 0, z: 0 };

/** Fine grain as of unglazed clay, plaster or peel: `scale` in centimetres, `depth` of its bumps about 0 to 1. */
export function grain(scale: number, depth: number, mottling = 0.1): Layer {
  const frequency = 1 / scale;
  return (point) => {
    const sharpness = Math.min(1, (scale * 1.4) / (point.pixel + scale * 0.4));
    noiseVector(point.x * frequency, point.y * frequency, point.z * frequency, drift);
    point.bumpX += drift.x * depth * sharpness;
    point.bumpY += drift.y * depth * sharpness;
    point.bumpZ += drift.z * depth * sharpness;
    point.shade(1 + (drift.x + drift.y) * mottling * sharpness);
  };
}

/** The slow unevenness of a hand-laid glaze, which makes a reflection swim; `depth` is a slope, about 0.01. */
export function undulation(scale: number, depth: number): Layer {
  const frequency = 1 / scale;
  return (point) => {
    noiseVector(point.x * frequency, point.y * frequency * 1.8, point.z * frequency, drift);
    point.bumpX += drift.x * depth;
    point.bumpY += drift.y * depth;
    point.bumpZ += drift.z * depth;
  };
}

/** The rings that the potter's fingers leave: `pitch` in centimetres, `depth` a slope. */
export function throwingRings(pitch: number, depth: number): Layer {
  return (point) => {
    const drift = noise(point.x * 0.12 + 2, point.y * 0.5, point.z * 0.12) * 2.4;
    const strength = noise(4.2, point.y * 0.35, 7.7);
    point.bumpY += Math.cos((point.y / pitch) * 6.2832 + drift) * depth * strength * (1 - point.tube);
  };
}

/** Cloudy changes of tone, `share` at most. */
export function mottle(hex: string, scale: number, share: number): Layer {
  const colour = colourOf(hex);
  return (point) => {
    const cloud = fractalNoise(point.x / scale, point.y / scale, point.z / scale + 9, 2);
    point.cover(colour, smoothstep(0.35, 0.75, cloud) * share);
  };
}

/** Where a glaze breaks over lips and edges, and in the tops between flutes, what is under it shows through. */
export function breakOnEdges(hex: string, share: number): Layer {
  const colour = colourOf(hex);
  return (point) => {
    if (point.ridge < 0.02) return;
    const ragged = 0.75 + 0.5 * noise(point.x * 2.2, point.y * 2.2, point.z * 2.2);
    point.cover(colour, Math.min(1, point.ridge * ragged) * share * (1 - point.tube));
  };
}

/** Glaze gathers in grooves and is deeper in colour there. */
export function poolInGrooves(hex: string, share: number): Layer {
  const colour = colourOf(hex);
  return (point) => point.cover(colour, point.groove * share);
}

/** Linen of a lampshade: the weave's threads, `pitch` centimetres apart. */
export function linen(pitch: number, strength: number): Layer {
  return (point) => {
    const around = Math.atan2(point.z, point.x) * 13;
    const slub = noise(around * 0.9, point.y * 9, 3) * 0.7 + noise(around * 14, point.y * 0.5, 8) * 0.9 - 0.8;
    const fine = Math.min(1, pitch / (point.pixel * 2));
    const thread =
      (noise(around / pitch, point.y * 0.4, 1) + noise(around * 0.4, point.y / pitch, 5) - 1) * fine;
    point.shade(1 + (slub * 0.6 + thread) * strength);
    point.bumpY += thread * strength * 0.6;
  };
}

/** Grain of turned or sawn wood, its rings around an axis beside the form. */
export function wood(lightHex: string, darkHex: string): Layer {
  const light = colourOf(lightHex);
  const dark = colourOf(darkHex);
  return (point) => {
    const wander = fractalNoise(point.x * 0.12, point.y * 0.5, point.z * 0.05, 2) * 3.2;
    const ring = Math.hypot(point.x * 0.22 + 6, point.y * 1.1 + 3) * 2.6 + wander;
    const phase = ring - Math.floor(ring);
    const late = smoothstep(0.25, 0.9, phase) * smoothstep(1, 0.93, phase);
    point.cover(light, 1);
    point.cover(dark, 0.75 * late);
    const pores = noise(point.x * 9, point.y * 9, point.z * 0.7);
    point.shade(0.92 + 0.14 * pores);
    point.bumpY += (pores - 0.5) * 0.05;
  };
}
