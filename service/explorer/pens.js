// Two pens with the same methods: one draws on a canvas, the other into an SVG file.
import { svg } from "./dom.js";

const FONT = 'system-ui, -apple-system, "Segoe UI", "Noto Sans", "Liberation Sans", sans-serif';
const FINEST = 0.7; // pixels; points of a shape that are closer to each other are one

/** Draws on a canvas. */
export class CanvasPen {
  /** `widths` of texts that another pen has measured may be used again. */
  constructor(context, widths = new Map()) {
    this.context = context;
    this.widths = widths;
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

  /** Lines of pixels, x and y by turns; NaN, NaN parts the pieces of one. */
  lines(lines, { color, width, dash, alpha }) {
    const c = this.context;
    c.globalAlpha = alpha;
    c.strokeStyle = color;
    c.lineWidth = width;
    c.lineJoin = "round";
    c.setLineDash(dash ?? []);
    c.beginPath();
    for (const line of lines) trace(c, line);
    c.stroke();
  }

  /** Shapes of a plane, filled by the even-odd rule, stroked, or both; closed unless they are `open`. */
  shapes(shapes, view, { fill, stroke, width, open }) {
    const c = this.context;
    c.globalAlpha = 1;
    c.setLineDash([]);
    c.beginPath();
    for (const { points } of shapes) {
      trace(c, pixels(points, view));
      if (!open) c.closePath();
    }
    if (fill) (c.fillStyle = fill), c.fill("evenodd");
    if (stroke) (c.strokeStyle = stroke), (c.lineWidth = width), (c.lineJoin = "round"), c.stroke();
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

  lines(lines, { color, width, dash, alpha }) {
    const d = lines.map(pathOf).join("");
    this.root.append(svg("path", { d, fill: "none", stroke: color, "stroke-width": width, opacity: alpha, ...(dash && { "stroke-dasharray": dash.join(" ") }) }));
  }

  shapes(shapes, view, { fill = "none", stroke = "none", width = 1, open }) {
    const d = shapes.map(({ points }) => pathOf(pixels(points, view)) + (open ? "" : "Z")).join("");
    this.root.append(svg("path", { d, fill, "fill-rule": "evenodd", stroke, "stroke-width": width, "stroke-linejoin": "round" }));
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

/** The pixels of a line of a plane, without those that fall together. */
function pixels(points, { k, x, y }) {
  const line = [];
  let [u, v] = [NaN, NaN];
  for (let i = 0; i < points.length; i += 2) {
    const [px, py] = [x + points[i] * k, y + points[i + 1] * k];
    if (i && i < points.length - 2 && Math.abs(px - u) + Math.abs(py - v) < FINEST) continue;
    line.push(px, py);
    [u, v] = [px, py];
  }
  return line;
}

function trace(context, line) {
  let lifted = true;
  for (let i = 0; i < line.length; i += 2) {
    if (Number.isNaN(line[i])) lifted = true;
    else if (lifted) (context.moveTo(line[i], line[i + 1]), (lifted = false));
    else context.lineTo(line[i], line[i + 1]);
  }
}

function pathOf(line) {
  let [d, lifted] = ["", true];
  for (let i = 0; i < line.length; i += 2) {
    if (Number.isNaN(line[i])) lifted = true;
    else (d += `${lifted ? "M" : "L"}${short(line[i])} ${short(line[i + 1])}`), (lifted = false);
  }
  return d;
}
