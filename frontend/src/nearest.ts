// Which place lies next in a direction: near counts, straying sideways counts more.

export interface Point {
  x: number;
  y: number;
}

/** Index of the nearest point from `from` in the direction `step` (unit vector), or -1 when there is none. */
export function nearestInDirection(points: readonly Point[], from: number, step: Point): number {
  const origin = points[from];
  if (!origin) return -1;
  let best = -1;
  let least = Infinity;
  points.forEach((point, index) => {
    const ahead = (point.x - origin.x) * step.x + (point.y - origin.y) * step.y;
    const aside = Math.abs((point.x - origin.x) * step.y) + Math.abs((point.y - origin.y) * step.x);
    const cost = ahead + 1.5 * aside;
    if (index !== from && ahead > 0.5 && cost < least) [best, least] = [index, cost];
  });
  return best;
}
