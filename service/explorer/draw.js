// Draws a scene with a pen: the canvas of the page, or an SVG file. What looks like what is decided here alone.

const DASH = [5, 4];
const LONG_DASH = [9, 6]; // in a crowd, as it takes less time
const CROWD = 400; // lines; in a crowd those of one tie are a pixel wide at most, which takes a third of the time
const APART = 5; // pixels between lines of different kinds
const BULK = 0.7; // pixels that a line is wider for each doubling of the ties behind it
const FADED = 0.14;
const LISTED = 0.6; // of what lists alone know
const MOST_NAMES = 200; // looked for a place in one picture
const HALOED = 1000; // nodes; above that names have no halo, which takes longer than all else
const LONGEST = 28; // letters of a name beside its node
export const LEVELS = 6; // steps of fading, so that lines that look alike are drawn at once

/** How wide, how many, and with what mark a kind of relation is drawn. */
export const LOOKS = {
  MUNICIPAL_PARTNERSHIP: { color: "--partnership", width: 2.4 },
  TWIN_TOWN: { color: "--twin", width: 1.3, double: 1.9 },
  FRIENDSHIP: { color: "--other-kind", width: 1.6, mark: true },
  CONTACT: { color: "--other-kind", width: 1, mark: true },
  PROJECT_PARTNERSHIP: { color: "--other-kind", width: 2.2, mark: true },
};

/** The colours of the style sheet, as they are now. */
export function palette() {
  const style = getComputedStyle(document.documentElement);
  return new Proxy({}, { get: (known, name) => (known[name] ??= style.getPropertyValue(name).trim()) });
}

/** Draw hulls, lines, nodes and names. `view` turns points of the plane into pixels and knows how large things are. */
export function draw(pen, drawing, view, colors) {
  const lit = (node) => !drawing.lit || drawing.lit.has(node.slug);
  for (const hull of drawing.hulls) {
    pen.area(around(hull.places.map((slug) => view.point(drawing.nodes.get(slug)))), colors["--hull"], hull.lit ? 1 : 0.3);
  }
  drawLines(pen, drawing, view, colors);
  drawNodes(pen, drawing, view, colors, lit);
  drawNames(pen, drawing, view, colors, lit);
}

/** The points in the order in which one goes around them. */
function around(points) {
  const middle = (way) => points.reduce((sum, point) => sum + point[way], 0) / points.length;
  const [x, y] = [middle("x"), middle("y")];
  const angle = (point) => Math.atan2(point.y - y, point.x - x);
  return points.sort((one, other) => angle(one) - angle(other));
}

/** Lines that look alike are drawn at once; what steps back comes first. */
function drawLines(pen, drawing, view, colors) {
  const alike = new Map();
  for (const line of drawing.lines) {
    const level = Math.round((line.shown ?? 1) * LEVELS);
    const bulk = line.count > 1 ? Math.ceil(Math.log2(line.count)) : 0;
    const key = `${line.kind} ${line.sure} ${line.lit} ${line.listed} ${level} ${bulk}`;
    if (!alike.has(key)) alike.set(key, { line, level, bulk, traces: [], marks: [] });
    place(alike.get(key), line, view);
  }
  const order = ({ line, bulk }) => (line.lit ? 100 : 0) - bulk;
  for (const group of [...alike.values()].sort((one, other) => order(one) - order(other))) {
    const { width, dash, alpha } = strokeOf(group, drawing, view);
    const { color, mark } = LOOKS[group.line.kind];
    pen.lines(group.traces, { color: colors[color], width, dash, alpha });
    if (mark) pen.dots(group.marks, { fill: colors[view.ground], stroke: colors[color], width: 1.4, alpha });
  }
}

function strokeOf({ line, level, bulk }, { lines, lit }, view) {
  const look = LOOKS[line.kind];
  const isCrowd = lines.length > CROWD;
  const width = look.width * view.weight * (look.double && !isDouble(look, view, bulk) ? 2 : 1);
  const strength = !line.lit ? FADED * view.crowd : lit ? 1 : view.crowd;
  return {
    width: (isCrowd && !(lit && line.lit) ? Math.min(width, 1) : width) + bulk * BULK,
    dash: line.sure ? null : isCrowd ? LONG_DASH : DASH,
    alpha: (level / LEVELS) * strength * (line.listed ? LISTED : 1),
  };
}

/** Whether a kind that has two strokes shows both: there must be room for them, and one tie behind the line. */
const isDouble = (look, view, bulk) => look.double * view.weight > 0.75 && !bulk;

function place(group, line, view) {
  const look = LOOKS[line.kind];
  const middle = line.offset * (APART * view.weight + group.bulk * BULK);
  const offsets = isDouble(look, view, group.bulk) ? [middle - look.double * view.weight, middle + look.double * view.weight] : [middle];
  for (const by of offsets) {
    const pixels = beside(line.path, view, by);
    if (pixels.length) group.traces.push(pixels);
  }
  if (look.mark) group.marks.push({ ...middleOf(line.path, view), r: 2.6 * view.weight });
}

/** The pixels of a line, some pixels beside it, as x and y by turns. NaN, NaN parts pieces; those out of sight are left out. */
function beside(path, view, by) {
  const pixels = [];
  let [before, lifted] = [null, true];
  for (let i = 0; i < path.length; i += 2) {
    const point = Number.isNaN(path[i]) ? null : moved(path, i, view, by);
    if (before && point && view.maySee(before, point)) {
      if (lifted) pixels.push(NaN, NaN, before.x, before.y);
      pixels.push(point.x, point.y);
      lifted = false;
    } else lifted = true;
    before = point;
  }
  return pixels;
}

/** A point of a line in pixels, moved at right angles to the line between its neighbours. */
function moved(path, i, { x, y, k }, by) {
  const point = { x: x + path[i] * k, y: y + path[i + 1] * k };
  if (!by) return point;
  const known = (j) => (Number.isNaN(path[j] ?? NaN) ? i : j);
  const [a, b] = [known(i - 2), known(i + 2)];
  const [dx, dy] = [path[b] - path[a], path[b + 1] - path[a + 1]];
  const long = Math.sqrt(dx * dx + dy * dy) || 1;
  return { x: point.x - (dy / long) * by, y: point.y + (dx / long) * by };
}

function middleOf(path, view) {
  const points = path.length / 2;
  const [a, b] = [2 * Math.floor((points - 1) / 2), 2 * Math.ceil((points - 1) / 2)];
  return view.point(Number.isNaN(path[a] + path[b]) ? { x: path[0], y: path[1] } : { x: (path[a] + path[b]) / 2, y: (path[a + 1] + path[b + 1]) / 2 });
}

function drawNodes(pen, drawing, view, colors, lit) {
  const alike = new Map();
  for (const node of drawing.nodes.values()) {
    const point = view.point(node);
    if (!view.maySee(point, point)) continue;
    const level = Math.round((node.shown ?? Number(node.there)) * LEVELS);
    const seen = lit(node);
    const key = `${node.color} ${level} ${seen}`;
    if (!alike.has(key)) alike.set(key, { node, level, seen, dots: [] });
    alike.get(key).dots.push({ ...point, r: level ? view.radius(node) : Math.min(2, view.radius(node)), mark: node.mark });
  }
  const order = ({ level, seen }) => level + (seen ? LEVELS : 0);
  for (const { node, level, seen, dots } of [...alike.values()].sort((one, other) => order(one) - order(other))) {
    const ghost = level === 0;
    const alpha = ghost ? 0.5 : (0.25 + (0.75 * level) / LEVELS) * (seen ? 1 : FADED * 2);
    if (!ghost && level === LEVELS && seen) pen.dots(dots, { fill: colors[view.ground], alpha: 1, more: 1.5 });
    pen.dots(dots, { fill: ghost ? colors["--ghost"] : colors[node.color], alpha });
    for (const dot of dots) {
      if (dot.r < 8 || ghost) continue;
      const size = Math.min((dot.r * 1.9) / Math.max(dot.mark.length, 2), 15);
      pen.text(dot.x, dot.y + size * 0.36, dot.mark, { size, color: colors["--on-node"], alpha, weight: 600, anchor: "middle" });
    }
  }
  for (const [slug, color] of [[drawing.focus, "--focus"], [drawing.chosen, "--ink"]]) {
    const node = slug && drawing.nodes.get(slug);
    if (node) pen.dots([{ ...view.point(node), r: view.radius(node) + 4 }], { stroke: colors[color], width: 3, alpha: 1 });
  }
}

/** Names, those with most ties first, each where it hides no node and no other name. */
function drawNames(pen, drawing, view, colors, lit) {
  const size = view.fontSize;
  if (!size) return;
  const halo = drawing.nodes.size > HALOED ? null : colors[view.ground];
  const taken = new Shelves();
  const there = [...drawing.nodes.values()].filter((node) => node.there);
  const seen = there.map((node) => ({ node, at: view.point(node), r: view.radius(node) })).filter(({ at }) => view.maySee(at, at));
  for (const { at, r } of seen) taken.take(at.x - 0.8 * r, at.y - 0.8 * r, at.x + 0.8 * r, at.y + 0.8 * r);
  const isMarked = ({ slug }) => slug === drawing.chosen || slug === drawing.focus;
  const rank = ({ node }) => (isMarked(node) ? 1e7 : 0) + (drawing.lit?.has(node.slug) ? 1e6 : 0) + node.degree;
  for (const { node, at, r } of seen.sort((one, other) => rank(other) - rank(one)).slice(0, MOST_NAMES)) {
    if (!lit(node)) continue;
    const name = node.name.length > LONGEST && !isMarked(node) ? `${node.name.slice(0, LONGEST - 1).trimEnd()}…` : node.name;
    const width = pen.width(name, size);
    const [middle, level] = [at.x - width / 2, at.y - size / 2];
    const spots = [[middle, at.y + r + 2], [middle, at.y - r - size - 3], [at.x + r + 4, level], [at.x - r - 4 - width, level]];
    const spot = spots.find(([x, y]) => view.holds(x, y, width, size) && taken.free(x - 1, y, x + width + 1, y + size));
    if (!spot) continue;
    const [x, y] = spot;
    taken.take(x - 1, y, x + width + 1, y + size + 1);
    pen.text(x, y + size * 0.85, name, { size, color: colors["--ink"], halo, alpha: node.shown ?? 1 });
  }
}

/** Which rectangles of the picture are taken, by cells of a grid. */
class Shelves {
  cells = new Map();

  *cellsOf(left, top, right, bottom) {
    for (let x = Math.floor(left / 40); x <= Math.floor(right / 40); x += 1) {
      for (let y = Math.floor(top / 40); y <= Math.floor(bottom / 40); y += 1) yield `${x} ${y}`;
    }
  }

  free(left, top, right, bottom) {
    for (const cell of this.cellsOf(left, top, right, bottom)) {
      for (const [l, t, r, b] of this.cells.get(cell) ?? []) if (left < r && l < right && top < b && t < bottom) return false;
    }
    return true;
  }

  take(...box) {
    for (const cell of this.cellsOf(...box)) {
      if (this.cells.has(cell)) this.cells.get(cell).push(box);
      else this.cells.set(cell, [box]);
    }
  }
}
