import { develop } from './film/develop';
import { drawFlames } from './film/flames';
import { Photographer } from './film/photographer';
import { Thing } from './form/thing';
import { Camera } from './light/camera';
import { LightMeter } from './light/light-meter';
import { type Bulb } from './light/lights';
import { Painter } from './light/painter';
import { Plate } from './light/plate';
import { Scene } from './light/scene';
import { Studio } from './light/studio';
import { type LitSpec, type PictureSpec } from './picture-spec';
import { formOf } from './sets/forms';
import { glazeOf } from './sets/glazes';
import { backdropOf, lightingOf } from './sets/studios';

/** Pixels on each side of a demo picture. */
export const PICTURE_SIZE = 1440;

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue bytes (sRGB), row by row. */
  readonly data: Uint8Array;
}

function bulbOf({ kind, at, strength, radius }: LitSpec): Bulb {
  return kind === 'lamp'
    ? { at, strength, radius: radius ?? 2.5, colour: [1, 0.72, 0.42] }
    : { at, strength, radius: radius ?? 0.6, colour: [1, 0.62, 0.28] };
}

/**
 * Renders a picture of `size` × `size` pixels. Pure work on typed arrays: the same specification and size give
 * the same bytes. Takes about half a second of CPU at full size, so call it in a process of its own.
 */
export function renderPicture(spec: PictureSpec, size: number = PICTURE_SIZE): Picture {
  const camera = new Camera(spec.framing, size);
  const things = spec.things.map(({ form, glaze, at }) => new Thing(formOf(form), glazeOf(glaze), at));
  const scene = new Scene(things);
  const bulbs = (spec.lit ?? []).map(bulbOf);
  const studio = new Studio(
    { backdrop: backdropOf(spec.backdrop), ...lightingOf(spec.lighting, bulbs) },
    camera,
  );
  const meter = new LightMeter(scene, studio);
  const plate = new Plate(size, camera, scene, studio, meter);
  studio.hang(plate);
  const photographer = new Photographer(
    camera,
    plate,
    scene,
    new Painter(scene, studio, meter, camera.pixel),
  );
  const light = photographer.expose(spec.exposure ?? 1);
  drawFlames(light, size, camera, spec.lit ?? []);
  return { width: size, height: size, data: develop(light, size, bulbs.length > 0 ? 0.35 : 0) };
}
