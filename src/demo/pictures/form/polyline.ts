const CHUNK = 8;

/**
 * Finds the nearest point of a polyline. The segments are grouped by eight under bounding circles, so that a
 * query from a grid, which knows an upper bound from its neighbour, looks at few of them.
 */
export class Polyline {
  /** Results of the last `find`: distance, index of the segment, share of the way along it, and side. */
  distance = 0;
  segment = 0;
  share = 0;
  /** Positive on the right of the way that the line runs. */
  side = 0;

  readonly count: number;
  readonly #xy: Float64Array;
  readonly #chunks: Float64Array;

  constructor(xy: Float64Array) {
    this.#xy = xy;
    this.count = xy.length / 2 - 1;
    const chunks: number[] = [];
    for (let start = 0; start < this.count; start += CHUNK) {
      const part = xy.subarray(start * 2, Math.min(start + CHUNK + 1, this.count + 1) * 2);
      const xs = part.filter((_, index) => index % 2 === 0);
      const ys = part.filter((_, index) => index % 2 === 1);
      const x = (Math.min(...xs) + Math.max(...xs)) / 2;
      const y = (Math.min(...ys) + Math.max(...ys)) / 2;
      chunks.push(x, y, Math.max(...xs.map((value, index) => Math.hypot(value - x, (ys[index] ?? y) - y))));
    }
    this.#chunks = Float64Array.from(chunks);
  }

  /** Looks for the point nearest to (x, y); `bound` is a distance within which it is known to lie. */
  find(x: number, y: number, bound: number): void {
    const chunks = this.#chunks;
    let best = bound * bound * 1.0001 + 1e-9;
    for (let chunk = 0; chunk * 3 < chunks.length; chunk += 1) {
      const dx = x - (chunks[chunk * 3] as number);
      const dy = y - (chunks[chunk * 3 + 1] as number);
      const reach = Math.sqrt(best) + (chunks[chunk * 3 + 2] as number);
      if (dx * dx + dy * dy > reach * reach) continue;
      const end = Math.min(this.count, (chunk + 1) * CHUNK);
      for (let segment = chunk * CHUNK; segment < end; segment += 1) best = this.#try(segment, x, y, best);
    }
    this.distance = Math.sqrt(best);
  }

  #try(segment: number, x: number, y: number, best: number): number {
    const xy = this.#xy;
    const ax = xy[segment * 2] as number;
    const ay = xy[segment * 2 + 1] as number;
    const ex = (xy[segment * 2 + 2] as number) - ax;
    const ey = (xy[segment * 2 + 3] as number) - ay;
    const px = x - ax;
    const py = y - ay;
    const share = Math.min(1, Math.max(0, (px * ex + py * ey) / (ex * ex + ey * ey + 1e-12)));
    const dx = px - ex * share;
    const dy = py - ey * share;
    const distance = dx * dx + dy * dy;
    if (distance >= best) return best;
    this.segment = segment;
    this.share = share;
    this.side = px * ey - py * ex;
    return distance;
  }
}
