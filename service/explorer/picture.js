// The picture: what is drawn on the canvas, and what pointer and keys do with it.
import { CanvasPen, SvgPen, draw, palette } from "./draw.js";

const MOST_MOVING = 1500; // nodes; above that nothing fades
const FADE = 220; // milliseconds
const FINGER = 14; // pixels around a node that are still the node
const EDGE = 56; // pixels left free around everything
const NARROW = 480; // pixels; on such a screen the buttons would cover the picture
const TABS = 40;
const FURTHEST = 0.6; // of the scale at which all is in sight
const NEAREST = 48;
const CLOSER = 2; // how much nearer a chosen node is looked at
const EMPTY = { nodes: new Map(), lines: [], hulls: [], lit: null, chosen: null };

export class Picture {
  /** `box` holds a canvas and has the keyboard; `hear` is told of {open, point, move}. */
  constructor(box, hear) {
    this.box = box;
    this.canvas = box.querySelector("canvas");
    this.hear = hear;
    this.pen = new CanvasPen(this.canvas.getContext("2d"));
    this.scene = EMPTY;
    this.shown = new Map();
    this.camera = null;
    this.pointers = new Map();
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    new ResizeObserver(() => this.resize()).observe(box);
    this.listen();
    this.resize();
  }

  resize() {
    const { width, height } = this.box.getBoundingClientRect();
    const scale = devicePixelRatio || 1;
    const before = [this.width, this.height];
    [this.width, this.height] = [width, height];
    this.canvas.width = Math.round(width * scale);
    this.canvas.height = Math.round(height * scale);
    this.scale = scale;
    if (this.camera && before[0]) {
      this.camera.x += (width - before[0]) / 2;
      this.camera.y += (height - before[1]) / 2;
    }
    if (!this.moved) this.fit();
    this.paint();
  }

  /** Show a scene; what came or went fades. */
  show(scene) {
    const first = !this.scene.nodes.size;
    this.scene = { ...scene, focus: this.scene.focus };
    this.leaving = this.fades ? this.left(scene) : [];
    this.colors = palette();
    if (first || !this.moved) this.fit();
    this.goal = performance.now() + FADE;
    this.tick();
  }

  get fades() {
    return this.scene.nodes.size <= MOST_MOVING && !this.still.matches;
  }

  left(scene) {
    const now = new Set(scene.lines.map(nameOf));
    return [...this.shown.values()].filter(({ line, value }) => line && value > 0 && !now.has(nameOf(line))).map(({ line }) => line);
  }

  tick() {
    if (this.waiting) return;
    let last = performance.now();
    const step = (now) => {
      this.waiting = null;
      const moving = this.fade(this.fades ? Math.min((now - last) / FADE, 1) : 1);
      last = now;
      this.paint();
      if (moving) this.waiting = requestAnimationFrame(step);
    };
    this.waiting = requestAnimationFrame(step);
  }

  /** Bring every node and line nearer to whether it is there; whether any is still on its way. */
  fade(by) {
    const approach = (thing, name, goal, line) => {
      const known = this.shown.get(name) ?? { value: this.fades && this.begun ? 0 : goal };
      const value = known.value + Math.sign(goal - known.value) * Math.min(by, Math.abs(goal - known.value));
      this.shown.set(name, { value, line });
      thing.shown = value;
      return value !== goal;
    };
    let moving = false;
    for (const node of this.scene.nodes.values()) moving = approach(node, node.slug, Number(node.there)) || moving;
    for (const line of this.scene.lines) moving = approach(line, nameOf(line), 1, line) || moving;
    for (const line of this.leaving) moving = approach(line, nameOf(line), 0, line) || moving;
    if (!moving) this.leaving = [];
    this.begun = this.begun || this.scene.nodes.size > 0;
    return moving;
  }

  paint() {
    if (!this.camera || !this.colors) return;
    const c = this.pen.context;
    c.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    c.clearRect(0, 0, this.width, this.height);
    draw(this.pen, { ...this.scene, lines: [...this.leaving, ...this.scene.lines] }, this.see(), this.colors);
  }

  /** Paint at the next frame, once. */
  repaint() {
    this.painting ??= requestAnimationFrame(() => {
      this.painting = null;
      this.paint();
    });
  }

  /** How places become pixels. */
  see(camera = this.camera, width = this.width, height = this.height) {
    const room = camera.k * 2 * Math.sqrt(1 / Math.max(this.scene.nodes.size, 40));
    const unit = Math.min(room * 0.115, 11);
    return {
      point: (node) => ({ x: camera.x + node.x * camera.k, y: camera.y + node.y * camera.k }),
      radius: (node) => Math.max(unit * (0.75 + 0.42 * Math.sqrt(node.degree ?? 0)), 1.3),
      weight: Math.min(1.25, Math.max(room / 36, 0.25)),
      fontSize: room > 17 ? (room > 60 ? 13 : 11.5) : 0,
      holds: (x, y, wide, high) => x > 4 && y > 4 && x + wide < width - 4 && y + high < height - 4,
      maySee: (a, b) => Math.max(a.x, b.x) > -40 && Math.min(a.x, b.x) < width + 40 && Math.max(a.y, b.y) > -40 && Math.min(a.y, b.y) < height + 40,
    };
  }

  /** Everything in sight. */
  fit() {
    if (!this.width || !this.scene.nodes.size) return;
    const [left, right, top, bottom] = ends([...this.scene.nodes.values()]);
    const head = this.width < NARROW ? TABS : 0;
    const k = Math.min((this.width - EDGE) / (right - left || 1), (this.height - head - EDGE) / (bottom - top || 1));
    this.camera = { k, x: this.width / 2 - (k * (left + right)) / 2, y: (this.height + head) / 2 - (k * (top + bottom)) / 2 };
    this.least = k * FURTHEST;
    this.moved = false;
    this.repaint();
  }

  /** Nearer by a factor, around a point of the canvas. */
  zoom(by, x = this.width / 2, y = this.height / 2) {
    if (!this.camera) return;
    const k = Math.max(this.least, Math.min(this.camera.k * by, (this.least * NEAREST) / FURTHEST));
    const factor = k / this.camera.k;
    this.camera = { k, x: x - (x - this.camera.x) * factor, y: y - (y - this.camera.y) * factor };
    this.moved = true;
    this.hear.move?.();
    this.repaint();
  }

  pan(dx, dy) {
    if (!this.camera) return;
    this.camera.x += dx;
    this.camera.y += dy;
    this.moved = true;
    this.hear.move?.();
    this.repaint();
  }

  /** Bring some nodes into sight, near enough to be read. */
  lookAt(slugs) {
    const nodes = [...slugs].map((slug) => this.scene.nodes.get(slug)).filter(Boolean);
    if (!nodes.length || !this.camera) return;
    const [left, right, top, bottom] = ends(nodes);
    const whole = this.least / FURTHEST;
    const room = Math.min((this.width - 4 * EDGE) / (right - left || 1e-6), (this.height - 4 * EDGE) / (bottom - top || 1e-6));
    const k = Math.max(whole, Math.min(CLOSER * whole, room));
    if (k === whole) return this.fit();
    this.camera = { k, x: this.width / 2 - (k * (left + right)) / 2, y: this.height / 2 - (k * (top + bottom)) / 2 };
    this.moved = true;
    this.repaint();
  }

  /** What lies under a point: {node} or {line}, or nothing. */
  under(x, y) {
    const see = this.see();
    let best = null;
    let least = Infinity;
    for (const node of this.scene.nodes.values()) {
      if (!node.there) continue;
      const at = see.point(node);
      const far = Math.hypot(at.x - x, at.y - y) - see.radius(node);
      if (far < least && far < FINGER - Math.min(see.radius(node), 8)) [best, least] = [{ node }, far];
    }
    if (best) return best;
    for (const line of this.scene.lines) {
      const far = toSegment(x, y, see.point(this.scene.nodes.get(line.a)), see.point(this.scene.nodes.get(line.b)));
      if (far < Math.min(least, 6)) [best, least] = [{ line }, far];
    }
    return best;
  }

  listen() {
    const at = (event) => {
      const box = this.box.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    this.box.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      this.box.setPointerCapture(event.pointerId);
      this.pointers.set(event.pointerId, at(event));
      this.travelled = 0;
      this.hear.point(null);
    });
    this.box.addEventListener("pointermove", (event) => {
      if (this.pointers.has(event.pointerId)) this.drag(event.pointerId, at(event));
      else if (this.camera) this.hover(at(event));
    });
    const end = (event) => {
      const held = this.pointers.delete(event.pointerId);
      if (event.type !== "pointerup" || !held || this.pointers.size || this.travelled > 5) return;
      const { x, y } = at(event);
      this.hear.open(this.camera && this.under(x, y));
    };
    for (const name of ["pointerup", "pointercancel"]) this.box.addEventListener(name, end);
    this.box.addEventListener("pointerleave", () => this.hear.point(null));
    this.box.addEventListener("wheel", (event) => {
      event.preventDefault();
      const { x, y } = at(event);
      this.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016)), x, y);
    }, { passive: false });
    this.box.addEventListener("dblclick", (event) => this.zoom(1.8, at(event).x, at(event).y));
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("blur", () => this.focusOn(null));
  }

  drag(id, now) {
    const [before, others] = [this.pointers.get(id), [...this.pointers].filter(([other]) => other !== id)];
    this.travelled += Math.hypot(now.x - before.x, now.y - before.y);
    if (others.length) {
      const still = others[0][1];
      const by = Math.hypot(now.x - still.x, now.y - still.y) / (Math.hypot(before.x - still.x, before.y - still.y) || 1);
      this.zoom(by, (now.x + still.x) / 2, (now.y + still.y) / 2);
    } else this.pan(now.x - before.x, now.y - before.y);
    this.pointers.set(id, now);
  }

  hover({ x, y }) {
    const found = this.under(x, y);
    this.box.style.setProperty("cursor", found ? "pointer" : "grab");
    this.hear.point(found, x, y);
  }

  key(event) {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const way = ways[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (way && event.shiftKey) this.pan(-60 * way[0], -60 * way[1]);
    else if (way) this.focusOn(this.next(way));
    else if (event.key === "+" || event.key === "=") this.zoom(1.3);
    else if (event.key === "-") this.zoom(1 / 1.3);
    else if (event.key === "0") this.fit();
    else if ((event.key === "Enter" || event.key === " ") && this.scene.focus) this.hear.open({ node: this.scene.nodes.get(this.scene.focus) });
    else return;
    event.preventDefault();
  }

  /** The nearest node that way, or the one with most ties to begin with. */
  next([dx, dy]) {
    const there = [...this.scene.nodes.values()].filter((node) => node.there);
    const from = this.scene.nodes.get(this.scene.focus ?? this.scene.chosen);
    if (!from) return there.reduce((best, node) => (!best || node.degree > best.degree ? node : best), null);
    let best = from;
    let least = Infinity;
    for (const node of there) {
      const [ahead, aside] = [(node.x - from.x) * dx + (node.y - from.y) * dy, (node.x - from.x) * dy - (node.y - from.y) * dx];
      const far = ahead + 2.5 * Math.abs(aside);
      if (ahead > 1e-6 && far < least) [best, least] = [node, far];
    }
    return best;
  }

  focusOn(node) {
    this.scene.focus = node?.slug ?? null;
    if (node) {
      const at = this.see().point(node);
      if (at.x < 30 || at.y < 30 || at.x > this.width - 30 || at.y > this.height - 30) this.pan(this.width / 2 - at.x, this.height / 2 - at.y);
      this.hear.focus(node);
    }
    this.repaint();
  }

  /** The picture as a PNG blob, twice as fine as the screen at least. */
  png() {
    const scale = Math.max(2, this.scale);
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [this.width * scale, this.height * scale];
    const context = canvas.getContext("2d");
    context.scale(scale, scale);
    context.fillStyle = this.colors["--paper"];
    context.fillRect(0, 0, this.width, this.height);
    draw(new CanvasPen(context), this.scene, this.see(), this.colors);
    return new Promise((give) => canvas.toBlob(give, "image/png"));
  }

  svg() {
    const pen = new SvgPen(this.width, this.height, this.colors["--paper"], this.pen);
    draw(pen, this.scene, this.see(), this.colors);
    return pen.file;
  }
}

/** The least and the greatest x, the least and the greatest y. */
const ends = (nodes) => ["x", "y"].flatMap((way) => {
  const all = nodes.map((node) => node[way]);
  return [Math.min(...all), Math.max(...all)];
});

const nameOf = (line) => `${line.a} ${line.b} ${line.kind}`;

function toSegment(x, y, a, b) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const t = Math.max(0, Math.min(1, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - a.x - t * dx, y - a.y - t * dy);
}
