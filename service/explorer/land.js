// The background of the map: sea, land, coasts and borders, from land.json.
import { ROOT } from "./address.js";
import { outline, projectUnwrapped } from "./projection.js";

/** The land, loaded once. Throws an Error when it cannot be loaded. */
export const loadLand = (() => {
  let land = null;
  return () => (land ??= load());
})();

async function load() {
  const response = await fetch(`${ROOT}explorer/land.json`);
  if (!response.ok) throw new Error(`land.json: ${response.status}`);
  const { scale, land, borders } = await response.json();
  const shapes = (lines) => lines.map((line) => shape(line, scale));
  return { globe: { points: outline(), box: null }, land: shapes(land), borders: shapes(borders) };
}

/** A line on the map, x and y by turns, with its extent. */
function shape(line, scale) {
  const points = new Float64Array(line.length);
  const box = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < line.length; i += 2) {
    const { x, y } = projectUnwrapped(line[i] / scale, line[i + 1] / scale);
    [points[i], points[i + 1]] = [x, y];
    [box[0], box[1], box[2], box[3]] = [Math.min(box[0], x), Math.max(box[1], x), Math.min(box[2], y), Math.max(box[3], y)];
  }
  return { points, box };
}

/** Draw sea, land and borders. A ring within another is water: the even-odd rule. */
export function drawLand(pen, { globe, land, borders }, view, colors) {
  const seen = (shapes) => shapes.filter(({ box: [left, right, top, bottom] }) => view.maySee(view.point({ x: left, y: top }), view.point({ x: right, y: bottom })));
  pen.shapes([globe], view, { fill: colors["--sea"], stroke: colors["--coast"], width: 1 });
  pen.shapes(seen(land), view, { fill: colors["--land"], stroke: colors["--coast"], width: 0.7 });
  pen.shapes(seen(borders), view, { stroke: colors["--border"], width: 0.8, open: true });
}
