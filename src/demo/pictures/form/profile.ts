/**
 * One point of a profile: distance from the axis and height, in centimetres. With a third number the outline
 * has a corner there, rounded by so many centimetres; without one the curve runs smoothly through.
 */
export type ProfilePoint = readonly [radius: number, height: number, corner?: number];

interface Point {
  readonly x: number;
  readonly y: number;
}

const STEPS_PER_SPAN = 14;
const STEPS_PER_CORNER = 7;

/** Centripetal Catmull-Rom (Barry and Goldman's form): no loops or overshoot, however uneven the points are. */
function splinePoint(a: Point, b: Point, c: Point, d: Point, share: number): Point {
  const knot = (from: Point, to: Point): number => Math.sqrt(Math.hypot(to.x - from.x, to.y - from.y)) + 1e-6;
  const t1 = knot(a, b);
  const t2 = t1 + knot(b, c);
  const t3 = t2 + knot(c, d);
  const t = t1 + (t2 - t1) * share;
  const mix = (from: Point, to: Point, start: number, end: number): Point => ({
    x: (from.x * (end - t) + to.x * (t - start)) / (end - start),
    y: (from.y * (end - t) + to.y * (t - start)) / (end - start),
  });
  const ab = mix(a, b, 0, t1);
  const bc = mix(b, c, t1, t2);
  const cd = mix(c, d, t2, t3);
  return mix(mix(ab, bc, 0, t2), mix(bc, cd, t1, t3), t1, t2);
}

/** One smooth stretch between two corners; a stretch of two points is a straight line. */
function smoothStretch(points: readonly Point[]): Point[] {
  const first = points[0];
  const last = points[points.length - 1];
  if (!first || !last || points.length < 3) return [...points];
  const second = points[1] ?? last;
  const beforeLast = points[points.length - 2] ?? first;
  const padded = [
    { x: 2 * first.x - second.x, y: 2 * first.y - second.y },
    ...points,
    { x: 2 * last.x - beforeLast.x, y: 2 * last.y - beforeLast.y },
  ];
  const traced: Point[] = [];
  for (let span = 0; span + 3 < padded.length; span += 1) {
    const [a, b, c, d] = padded.slice(span, span + 4);
    if (!a || !b || !c || !d) break;
    for (let step = 0; step < STEPS_PER_SPAN; step += 1) {
      traced.push(splinePoint(a, b, c, d, step / STEPS_PER_SPAN));
    }
  }
  traced.push(last);
  return traced;
}

function towards(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const share = length === 0 ? 0 : Math.min(0.5, distance / length);
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/** Replaces a corner by a quadratic curve between the points `radius` before and after it. */
function roundCorner(before: Point, corner: Point, after: Point, radius: number): Point[] {
  const start = towards(corner, before, radius);
  const end = towards(corner, after, radius);
  return Array.from({ length: STEPS_PER_CORNER }, (_, step) => {
    const t = step / (STEPS_PER_CORNER - 1);
    const a = (1 - t) * (1 - t);
    const b = 2 * t * (1 - t);
    return { x: a * start.x + b * corner.x + t * t * end.x, y: a * start.y + b * corner.y + t * t * end.y };
  });
}

/**
 * Traces a profile into a polyline of x, y pairs (centimetres), smooth between corners, in the order given.
 * Corners are best set between straight stretches at least as long as their rounding.
 */
export function traceProfile(points: readonly ProfilePoint[]): Float64Array {
  const stretches: Point[][] = [[]];
  points.forEach(([x, y, corner], index) => {
    stretches.at(-1)?.push({ x, y });
    if (corner !== undefined && index > 0 && index < points.length - 1) stretches.push([{ x, y }]);
  });
  const corners = points.slice(1, -1).flatMap(([, , corner]) => (corner === undefined ? [] : [corner]));
  const traced: Point[] = [];
  const smooth = stretches.map(smoothStretch);
  smooth.forEach((stretch, index) => {
    const starts = index > 0 ? 1 : 0;
    const ends = index < smooth.length - 1 ? 1 : 0;
    traced.push(...stretch.slice(starts, stretch.length - ends));
    const corner = stretch.at(-1);
    const before = stretch.at(-2);
    const after = smooth[index + 1]?.[1];
    if (ends && corner && before && after) {
      traced.push(...roundCorner(before, corner, after, corners[index] ?? 0));
    }
  });
  return Float64Array.from(traced.flatMap(({ x, y }) => [x, y]));
}
