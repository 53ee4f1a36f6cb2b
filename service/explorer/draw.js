// Draws a scene with a pen: the canvas of the page, or an SVG file. What looks like what is decided here alone.
import { svg } from "./dom.js";

const DASH = [5, 4];
const APART = 5; // pixels between lines of different kinds
const FADED = 0.14;
const MOST_NAMES = 200; // looked for a place in one picture
const HALOED = 1000; // nodes; above that names have no halo, which takes longer than all else
const LONGEST = 28; // letters of a name beside its node
const FONT = 'system-ui, -apple-system, "Segoe UI", "Noto Sans", "Liberation Sans", sans-serif';
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

/** Draws hulls, lines, nodes and names. `see` turns a place's x and y into pixels and knows how much room there is. */
export function draw(pen, scene, see, colors) {
  const lit = (slug) => !scene.lit || scene.lit.has(slug);
  for (const hull of scene.hulls) {
    pen.area(around(hull.places.map((slug) => see.point(scene.nodes.get(slug)))), colors["--hull"], hull.lit ? 1 : 0.3);
  }
  drawLines(pen, scene, see, colors);
  drawNodes(pen, scene, see, colors, lit);
  drawNames(pen, scene, see, colors, lit);
}

/** The points in the order in which one goes around them. */
function around(points) {
  const middle = (way) => points.reduce((sum, point) => sum + point[way], 0) / points.length;
  const [x, y] = [middle("x"), middle("y")];
  const angle = (point) => Math.atan2(point.y - y, point.x - x);
  return points.sort((one, other) => angle(one) - angle(other));
}

function drawLines(pen, scene, see, colors) {
  const alike = new Map();
  for (const line of scene.lines) {
    const [a, b] = [see.point(scene.nodes.get(line.a)), see.point(scene.nodes.get(line.b))];
    if (!see.maySee(a, b)) continue;
    const level = Math.round((line.shown ?? 1) * LEVELS);
    const key = `${line.kind} ${line.sure} ${level} ${line.lit}`;
    if (!alike.has(key)) alike.set(key, { line, alpha: (level / LEVELS) * (line.lit ? 1 : FADED), segments: [], marks: [] });
    place(alike.get(key), line, a, b, see);
  }
  for (const { line, alpha, segments, marks } of alike.values()) {
    const look = LOOKS[line.kind];
    const width = look.width * see.weight;
    pen.segments(segments, { color: colors[look.color], width, dash: line.sure ? null : DASH, alpha });
    if (look.mark) pen.dots(marks, { fill: colors["--paper"], stroke: colors[look.color], width: 1.4, alpha });
  }
}

function place(group, line, a, b, see) {
  const look = LOOKS[line.kind];
  const long = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const [nx, ny] = [(a.y - b.y) / long, (b.x - a.x) / long];
  const middle = line.offset * APART * see.weight;
  const offsets = look.double ? [middle - look.double * see.weight, middle + look.double * see.weight] : [middle];
  for (const by of offsets) group.segments.push([a.x + nx * by, a.y + ny * by, b.x + nx * by, b.y + ny * by]);
  if (look.mark) group.marks.push({ x: (a.x + b.x) / 2 + nx * middle, y: (a.y + b.y) / 2 + ny * middle, r: 2.6 * see.weight });
}

function drawNodes(pen, scene, see, colors, lit) {
  const alike = new Map();
  for (const node of scene.nodes.values()) {
    const point = see.point(node);
    const level = Math.round((node.shown ?? Number(node.there)) * LEVELS);
    if (!see.maySee(point, point)) continue;
    const seen = lit(node.slug);
    const key = `${node.color} ${level} ${seen}`;
    if (!alike.has(key)) alike.set(key, { node, level, seen, dots: [] });
    alike.get(key).dots.push({ ...point, r: level ? see.radius(node) : Math.min(2, see.radius(node)), code: node.country.code });
  }
  for (const { node, level, seen, dots } of [...alike.values()].sort((one, other) => one.level - other.level)) {
    const ghost = level === 0;
    const alpha = ghost ? 0.5 : (0.25 + (0.75 * level) / LEVELS) * (seen ? 1 : FADED * 2);
    if (!ghost && level === LEVELS && seen) pen.dots(dots, { fill: colors["--paper"], alpha: 1, more: 1.5 });
    pen.dots(dots, { fill: ghost ? colors["--ghost"] : colors[node.color], alpha });
    for (const dot of dots) {
      if (dot.r < 8 || ghost) continue;
      const size = Math.min(dot.r * 0.95, 15);
      pen.text(dot.x, dot.y + size * 0.36, dot.code, { size, color: colors["--on-node"], alpha, weight: 600, anchor: "middle" });
    }
  }
  for (const [slug, color] of [[scene.focus, "--focus"], [scene.chosen, "--ink"]]) {
    const node = slug && scene.nodes.get(slug);
    if (node) pen.dots([{ ...see.point(node), r: see.radius(node) + 4 }], { stroke: colors[color], width: 3, alpha: 1 });
  }
}

/** Names, those with most ties first, each where it hides no node and no other name. */
function drawNames(pen, scene, see, colors, lit) {
  const size = see.fontSize;
  if (!size) return;
  const halo = scene.nodes.size > HALOED ? null : colors["--paper"];
  const taken = new Shelves();
  const there = [...scene.nodes.values()].filter((node) => node.there);
  const seen = there.map((node) => ({ node, at: see.point(node), r: see.radius(node) })).filter(({ at }) => see.maySee(at, at));
  for (const { at, r } of seen) taken.take(at.x - 0.8 * r, at.y - 0.8 * r, at.x + 0.8 * r, at.y + 0.8 * r);
  const rank = ({ node }) => (node.slug === scene.chosen ? 1e6 : 0) + (scene.lit?.has(node.slug) ? 1e5 : 0) + node.degree;
  for (const { node, at, r } of seen.sort((one, other) => rank(other) - rank(one)).slice(0, MOST_NAMES)) {
    if (!lit(node.slug)) continue;
    const name = node.name.length > LONGEST && node.slug !== scene.chosen ? `${node.name.slice(0, LONGEST - 1).trimEnd()}…` : node.name;
    const width = pen.width(name, size);
    const [middle, level] = [at.x - width / 2, at.y - size / 2];
    const spots = [[middle, at.y + r + 2], [middle, at.y - r - size - 3], [at.x + r + 4, level], [at.x - r - 4 - width, level]];
    const spot = spots.find(([x, y]) => see.holds(x, y, width, size) && taken.free(x - 1, y, x + width + 1, y + size));
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

/** Draws on a canvas. */
export class CanvasPen {
  widths = new Map();

  constructor(context) {
    this.context = context;
  }

  area(points, fill, alpha) {
    const c = this.context;
    c.globalAlpha = alpha;
    c.fillStyle = c.strokeStyle = fill;
    c.lineWidth = 14;
    c.lineJoin = "round";
    c.setLineDash([]);
    c.beginPath();
    points.forEach(({ x, y }) => c.lineTo(x, y));
    c.closePath();
    c.fill();
  }

  segments(segments, { color, width, dash, alpha }) {
    const c = this.context;
    c.globalAlpha = alpha;
    c.strokeStyle = color;
    c.lineWidth = width;
    c.setLineDash(dash ?? []);
    c.beginPath();
    for (const [x, y, u, v] of segments) {
      c.moveTo(x, y);
      c.lineTo(u, v);
    }
    c.stroke();
  }

  dots(dots, { fill, stroke, width = 1, alpha, more = 0 }) {
    const c = this.context;
    c.globalAlpha = alpha;
    c.setLineDash([]);
    c.lineWidth = width;
    c.beginPath();
    for (const { x, y, r } of dots) {
      c.moveTo(x + r + more, y);
      c.arc(x, y, r + more, 0, 2 * Math.PI);
    }
    if (fill) (c.fillStyle = fill), c.fill();
    if (stroke) (c.strokeStyle = stroke), c.stroke();
  }

  width(text, size) {
    const key = `${size} ${text}`;
    if (!this.widths.has(key)) {
      this.context.font = `${size}px ${FONT}`;
      this.widths.set(key, this.context.measureText(text).width);
    }
    return this.widths.get(key);
  }

  text(x, y, text, { size, color, halo, alpha, weight = 400, anchor = "start" }) {
    const c = this.context;
    c.globalAlpha = alpha;
    c.font = `${weight} ${size}px ${FONT}`;
    c.textAlign = anchor === "middle" ? "center" : "left";
    if (halo) {
      c.setLineDash([]);
      c.lineJoin = "round";
      c.lineWidth = 3.5;
      c.strokeStyle = halo;
      c.strokeText(text, x, y);
    }
    c.fillStyle = color;
    c.fillText(text, x, y);
  }
}

/** Draws into an SVG element; text stays text, whatever it holds. */
export class SvgPen {
  constructor(width, height, paper, ruler) {
    this.ruler = ruler;
    this.root = svg("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`, "font-family": FONT });
    this.root.append(svg("rect", { width, height, fill: paper }));
  }

  area(points, fill, alpha) {
    const list = points.map(({ x, y }) => `${short(x)},${short(y)}`).join(" ");
    this.root.append(svg("polygon", { points: list, fill, opacity: alpha }));
  }

  segments(segments, { color, width, dash, alpha }) {
    const d = segments.map((ends) => ends.map(short)).map(([x, y, u, v]) => `M${x} ${y}L${u} ${v}`).join("");
    this.root.append(svg("path", { d, stroke: color, "stroke-width": width, opacity: alpha, ...(dash && { "stroke-dasharray": dash.join(" ") }) }));
  }

  dots(dots, { fill = "none", stroke = "none", width = 1, alpha, more = 0 }) {
    const group = svg("g", { fill, stroke, "stroke-width": width, opacity: alpha });
    for (const { x, y, r } of dots) group.append(svg("circle", { cx: short(x), cy: short(y), r: short(r + more) }));
    this.root.append(group);
  }

  width(text, size) {
    return this.ruler.width(text, size);
  }

  text(x, y, text, { size, color, halo, alpha, weight = 400, anchor = "start" }) {
    const made = svg("text", { x: short(x), y: short(y), "font-size": size, "font-weight": weight, fill: color, "text-anchor": anchor, opacity: alpha });
    if (halo) for (const [name, value] of [["stroke", halo], ["stroke-width", 3.5], ["paint-order", "stroke"], ["stroke-linejoin", "round"]]) made.setAttribute(name, value);
    made.textContent = text;
    this.root.append(made);
  }

  get file() {
    return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(this.root)}\n`;
  }
}

const short = (number) => Math.round(number * 10) / 10;
