// A camera: which part of a plane is on the canvas. A point of the plane times k, moved by x and y, is in pixels.

const HIDDEN = 40; // pixels beyond the canvas in which something may still reach into it

export class Camera {
  k = 0;
  x = 0;
  y = 0;
  least = 0;
  most = Infinity;
  moved = false; // by a person: then it stays where it is
  width = 0;
  height = 0;

  /** Set the size of the canvas in pixels; what is in the middle stays there. */
  resize(width, height) {
    if (this.k && this.width) {
      this.x += (width - this.width) / 2;
      this.y += (height - this.height) / 2;
    }
    [this.width, this.height] = [width, height];
  }

  /** Nearer by a factor, around a point of the canvas. */
  zoom(by, x = this.width / 2, y = this.height / 2) {
    const k = this.limited(this.k * by);
    const factor = k / this.k;
    Object.assign(this, { k, x: x - (x - this.x) * factor, y: y - (y - this.y) * factor, moved: true });
  }

  limited(k) {
    return Math.max(this.least, Math.min(k, this.most));
  }

  pan(dx, dy) {
    Object.assign(this, { x: this.x + dx, y: this.y + dy, moved: true });
  }

  /** The scale at which an extent fills the canvas but for an edge of pixels, of which `head` more are at the top. */
  scaleOf([left, right, top, bottom], edge, head = 0) {
    return Math.min((this.width - edge) / (right - left || 1e-6), (this.height - head - edge) / (bottom - top || 1e-6));
  }

  /** Put the middle of an extent into the middle of the canvas. */
  centre([left, right, top, bottom], k, head = 0) {
    Object.assign(this, { k, x: this.width / 2 - (k * (left + right)) / 2, y: (this.height + head) / 2 - (k * (top + bottom)) / 2 });
  }

  /** What drawing needs to know; with a margin, for a canvas that is wider on each side. */
  view(margin = 0) {
    const { k } = this;
    const [x, y, width, height] = [this.x + margin, this.y + margin, this.width + 2 * margin, this.height + 2 * margin];
    return {
      k, x, y, width, height,
      point: (node) => ({ x: x + node.x * k, y: y + node.y * k }),
      holds: (left, top, wide, high) => left > 4 && top > 4 && left + wide < width - 4 && top + high < height - 4,
      maySee: (a, b) => Math.max(a.x, b.x) > -HIDDEN && Math.min(a.x, b.x) < width + HIDDEN && Math.max(a.y, b.y) > -HIDDEN && Math.min(a.y, b.y) < height + HIDDEN,
    };
  }
}

/** The least and the greatest x, the least and the greatest y of some points. */
export function extentOf(points) {
  const extent = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of points) {
    extent[0] = Math.min(extent[0], x);
    extent[1] = Math.max(extent[1], x);
    extent[2] = Math.min(extent[2], y);
    extent[3] = Math.max(extent[3], y);
  }
  return extent;
}
