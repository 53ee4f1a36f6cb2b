// A part of a plane kept as a bitmap, wider than the canvas, which can be moved faster than it can be drawn.

const MARGIN = 200; // pixels on each side
const STRETCH = 1.6; // times that it may be shown larger or smaller

export class Bitmap {
  canvas = document.createElement("canvas");
  made = null;

  /** Forget what it holds. */
  clear() {
    this.made = null;
  }

  /** Whether it shows exactly what a camera shows. */
  matches(camera, scale) {
    return this.covers(camera, scale) && this.made.k === camera.k;
  }

  /** Whether it holds all that a camera shows, at about its scale. */
  covers({ k, x, y, width, height }, scale) {
    const { made } = this;
    if (!made || made.scale !== scale || k / made.k > STRETCH || made.k / k > STRETCH) return false;
    const factor = k / made.k;
    const [left, top] = [x - made.x * factor, y - made.y * factor];
    return left <= 0 && top <= 0 && left + made.width * factor >= width && top + made.height * factor >= height;
  }

  /** Draw anew for a camera; `draw` gets the context and the view. */
  render(camera, scale, draw) {
    const view = camera.view(MARGIN);
    const [width, height] = [Math.ceil(view.width * scale), Math.ceil(view.height * scale)];
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
    const context = this.canvas.getContext("2d", { alpha: false });
    context.setTransform(scale, 0, 0, scale, 0, 0);
    draw(context, view);
    this.made = { k: view.k, x: view.x, y: view.y, width: view.width, height: view.height, scale };
  }

  /** Copy it to a context that counts in pixels of the page. */
  copyTo(context, { k, x, y }) {
    const { made } = this;
    const factor = k / made.k;
    context.globalAlpha = 1;
    context.drawImage(this.canvas, x - made.x * factor, y - made.y * factor, (this.canvas.width / made.scale) * factor, (this.canvas.height / made.scale) * factor);
  }
}
