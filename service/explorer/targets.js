// What lies under a point of the canvas, and which node lies in a direction.

const FINGER = 14; // pixels around a node that are still the node
const NEAR_LINE = 6; // pixels
const ASIDE = 2.5; // how much farther a node seems for each unit that it lies aside

/** What lies under a point in pixels: {node} or {line}, or null. */
export function targetAt(drawing, view, { x, y }) {
  const node = nearest(drawing.nodes.values(), FINGER, (one) => {
    if (!one.there) return Infinity;
    const [at, radius] = [view.point(one), view.radius(one)];
    return Math.hypot(at.x - x, at.y - y) - radius + Math.min(radius, 8);
  });
  if (node) return { node };
  const line = nearest(drawing.lines, NEAR_LINE, ({ path }) => distance(x, y, path, view));
  return line ? { line } : null;
}

/** The nearest node in a direction from the one with the focus or the chosen one; the one with most ties to begin with. */
export function nextNode({ nodes, focus, chosen }, [dx, dy]) {
  const there = [...nodes.values()].filter((node) => node.there);
  const from = nodes.get(focus) ?? nodes.get(chosen);
  if (!from) return there.reduce((best, node) => (!best || node.degree > best.degree ? node : best), null);
  const next = nearest(there, Infinity, (node) => {
    const [ahead, aside] = [(node.x - from.x) * dx + (node.y - from.y) * dy, (node.x - from.x) * dy - (node.y - from.y) * dx];
    return ahead > 1e-6 ? ahead + ASIDE * Math.abs(aside) : Infinity;
  });
  return next ?? from;
}

function nearest(items, least, distanceOf) {
  let best = null;
  for (const item of items) {
    const far = distanceOf(item);
    if (far < least) [best, least] = [item, far];
  }
  return best;
}

/** How far a point is from a line, in pixels; pieces of the line are parted by NaN. */
function distance(x, y, path, view) {
  let least = Infinity;
  for (let i = 0; i + 3 < path.length; i += 2) {
    const [ax, ay] = [view.x + path[i] * view.k, view.y + path[i + 1] * view.k];
    const [dx, dy] = [view.x + path[i + 2] * view.k - ax, view.y + path[i + 3] * view.k - ay];
    const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
    const far = Math.hypot(x - ax - t * dx, y - ay - t * dy);
    if (far < least) least = far;
  }
  return least;
}
