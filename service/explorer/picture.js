// The picture: a scene in a layout, map or network, on the canvas, through the layout's camera.
import { Bitmap } from "./bitmap.js";
import { Camera } from "./camera.js";
import { control } from "./controls.js";
import { draw, palette } from "./draw.js";
import { Fading } from "./fading.js";
import { MapLayout } from "./map_layout.js";
import { NetworkLayout } from "./network_layout.js";
import { CanvasPen, SvgPen } from "./pens.js";
import { nextNode, targetAt } from "./targets.js";

const FADE = 220; // milliseconds
const BUDGET = 9; // milliseconds that painting may take while the camera moves; else a bitmap moves
const REST = 120; // milliseconds without a move, after which all is painted anew
const EDGE = 30; // pixels; a node with the focus is not closer to the edge
const EMPTY = { nodes: new Map(), lines: [], hulls: [], lit: null, chosen: null, places: new Map(), rank: () => 0, pairs: [] };

export class Picture {
  /** `box` holds a canvas and has the keyboard; `hear` is told of {open, point, focus, move, trouble}. */
  constructor(box, hear) {
    this.box = box;
    this.canvas = box.querySelector("canvas");
    this.hear = hear;
    this.pen = new CanvasPen(this.canvas.getContext("2d"));
    this.scene = EMPTY;
    this.fading = new Fading();
    this.background = new Bitmap();
    this.moving = new Bitmap();
    this.takeColors();
    this.cost = 0; // milliseconds that painting took
    this.layouts = { map: new MapLayout(() => this.renew(), (error) => hear.trouble(error)), network: new NetworkLayout() };
    this.cameras = { map: new Camera(), network: new Camera() };
    this.use("map");
    this.arrange();
    new ResizeObserver(() => this.resize()).observe(box);
    control(this);
    this.resize();
  }

  /** Take a layout, and its camera as it was left. */
  use(name) {
    this.layout = this.layouts[name];
    this.camera = this.cameras[name];
    this.fading.restart();
    this.background.clear();
  }

  get width() {
    return this.camera.width;
  }

  get height() {
    return this.camera.height;
  }

  resize() {
    const { width, height } = this.box.getBoundingClientRect();
    if (!width) return; // hidden behind another view
    this.scale = devicePixelRatio || 1;
    this.canvas.width = Math.round(width * this.scale);
    this.canvas.height = Math.round(height * this.scale);
    for (const camera of Object.values(this.cameras)) camera.resize(width, height);
    this.look();
    this.paint();
  }

  /** Look again at what is looked at, or at everything, unless a person has moved the camera. */
  look() {
    if (this.isLooking) this.lookAt(this.scene.lit ?? []);
    else if (!this.camera.moved) this.fit({ opening: true });
  }

  /** Show a scene as a map or as a network; what came or went fades. */
  show(scene, view) {
    const isOther = this.layout.name !== view;
    if (isOther) this.use(view);
    const isGrowing = scene.places !== this.scene.places;
    this.scene = { ...scene, focus: this.scene.focus };
    this.takeColors();
    this.arrange();
    if (!isOther) this.fading.turnTo(this.drawing);
    if (isGrowing || !this.camera.moved) this.look();
    this.tick();
  }

  /** Take the colours of the style sheet, if it has become light or dark. */
  takeColors() {
    const { theme } = document.documentElement.dataset;
    if (this.theme === theme) return;
    this.theme = theme;
    this.colors = palette();
    this.background.clear();
  }

  /** Make what is drawn of the scene at the scale of the camera. */
  arrange() {
    this.level = this.layout.levelOf(this.camera.k || 1);
    this.drawing = this.layout.arrange(this.scene, this.level);
    this.drawing.focus = this.layout.nodeOf(this.scene.focus, this.drawing);
    this.moving.clear();
  }

  /** Arrange anew if the camera has come to another level; then nothing fades. */
  keepLevel() {
    if (this.layout.levelOf(this.camera.k) === this.level) return;
    this.arrange();
    this.fading.restart();
    this.fading.step(this.drawing, 1);
  }

  tick() {
    if (this.waiting) return;
    let last = performance.now();
    const step = (now) => {
      this.waiting = null;
      const isMoving = this.fading.step(this.drawing, (now - last) / FADE);
      last = now;
      this.moving.clear();
      this.paint();
      if (isMoving) this.waiting = requestAnimationFrame(step);
    };
    this.waiting = requestAnimationFrame(step);
  }

  /** Paint everything, or move a bitmap of it while the camera moves and painting takes long. */
  paint() {
    if (!this.camera.k) return;
    const { context } = this.pen;
    context.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    if (performance.now() - this.movedAt < REST && this.cost > BUDGET) return this.paintMoving(context);
    this.keepLevel();
    const begun = performance.now();
    if (!this.background.matches(this.camera, this.scale)) this.background.render(this.camera, this.scale, (...to) => this.paintBackground(...to));
    this.background.copyTo(context, this.camera);
    this.paintDrawing(this.pen, this.camera.view());
    this.cost = performance.now() - begun;
  }

  paintMoving(context) {
    if (!this.moving.covers(this.camera, this.scale)) {
      this.keepLevel();
      this.moving.render(this.camera, this.scale, (other, view) => {
        this.paintBackground(other, view);
        this.paintDrawing(new CanvasPen(other, this.pen.widths), view);
      });
    }
    this.moving.copyTo(context, this.camera);
    this.repaint();
  }

  paintBackground(context, view) {
    context.globalAlpha = 1;
    context.fillStyle = this.colors["--paper"];
    context.fillRect(0, 0, view.width, view.height);
    this.layout.drawBackground(new CanvasPen(context), view, this.colors);
  }

  paintDrawing(pen, view) {
    const lines = [...this.fading.leaving, ...this.drawing.lines];
    draw(pen, { ...this.drawing, lines }, this.layout.style(view, this.drawing), this.colors);
  }

  /** Paint at the next frame, once. */
  repaint() {
    this.painting ??= requestAnimationFrame(() => {
      this.painting = null;
      this.paint();
    });
  }

  /** Paint everything anew at the next frame, the background too. */
  renew() {
    this.background.clear();
    this.moving.clear();
    this.repaint();
  }

  /** Everything in sight; `opening` as it is first seen. */
  fit(options) {
    if (!this.width) return;
    this.isLooking = false;
    this.layout.fit(this.camera, this.drawing, options);
    this.camera.moved = false;
    this.jumped();
  }

  /** Nearer by a factor, around a point of the canvas. */
  zoom(by, x, y) {
    this.move(() => this.camera.zoom(by, x, y));
  }

  pan(dx, dy) {
    this.move(() => this.camera.pan(dx, dy));
  }

  move(change) {
    if (!this.camera.k) return;
    change();
    this.isLooking = false;
    this.movedAt = performance.now();
    this.hear.move();
    this.repaint();
  }

  /** The camera is elsewhere at once. */
  jumped() {
    this.movedAt = -Infinity;
    if (!this.camera.k) return;
    this.keepLevel();
    this.repaint();
  }

  /** Bring some places into sight, near enough to be read; while more of the network comes, those that are lit then. */
  lookAt(slugs) {
    this.isLooking = true;
    const places = [...slugs];
    if (!this.camera.k || !places.length) return;
    if (!this.layout.lookAt(this.camera, places, this.drawing)) return this.fit();
    this.camera.moved = true;
    this.jumped();
  }

  /** Open a place or a partnership; or look at the places behind what stands for several. */
  open(target) {
    const isOpen = target && this.camera.k && this.layout.lookInto(this.camera, target);
    if (!isOpen) return this.hear.open(target);
    this.camera.moved = true;
    this.hear.move();
    this.jumped();
    if (this.drawing.focus) this.focusOn(this.focused);
  }

  /** What lies under a point in pixels: {node} or {line}, or null. */
  targetAt(at) {
    return this.camera.k ? targetAt(this.drawing, this.layout.style(this.camera.view(), this.drawing), at) : null;
  }

  hover(at) {
    const target = this.targetAt(at);
    this.box.style.setProperty("cursor", target ? "pointer" : "grab");
    this.pointAt(target, at);
  }

  pointAt(target, at) {
    this.hear.point(target, at?.x, at?.y);
  }

  get focused() {
    return this.drawing.nodes.get(this.drawing.focus) ?? null;
  }

  next(way) {
    return nextNode(this.drawing, way);
  }

  focusOn(node) {
    this.scene.focus = this.drawing.focus = node?.slug ?? null;
    this.pointAt(null);
    if (node) {
      this.bringIntoSight(node);
      this.hear.focus(node);
      this.pointAt({ node }, this.camera.view().point(node));
    }
    this.moving.clear();
    this.repaint();
  }

  bringIntoSight(node) {
    const { x, y } = this.camera.view().point(node);
    if (x < EDGE || y < EDGE || x > this.width - EDGE || y > this.height - EDGE) this.pan(this.width / 2 - x, this.height / 2 - y);
  }

  /** The picture as a PNG blob, twice as fine as the screen at least. */
  png() {
    const scale = Math.max(2, this.scale);
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [this.width * scale, this.height * scale];
    const context = canvas.getContext("2d");
    context.scale(scale, scale);
    this.paintBackground(context, this.camera.view());
    this.paintDrawing(new CanvasPen(context), this.camera.view());
    return new Promise((give) => canvas.toBlob(give, "image/png"));
  }

  svg() {
    const pen = new SvgPen(this.width, this.height, this.colors["--paper"], this.pen);
    this.layout.drawBackground(pen, this.camera.view(), this.colors);
    this.paintDrawing(pen, this.camera.view());
    return pen.file;
  }
}
