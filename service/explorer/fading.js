// Fading: what comes into a drawing or leaves it does so in a few frames.

const MOST_NODES = 1500; // above that nothing fades
const MOST_LINES = 800;

export class Fading {
  still = matchMedia("(prefers-reduced-motion: reduce)");
  values = new Map();
  leaving = [];
  begun = false; // what is there first does not fade in

  /** Forget what was drawn. */
  restart() {
    this.values.clear();
    this.leaving = [];
    this.begun = false;
  }

  fades({ nodes, lines }) {
    return nodes.size <= MOST_NODES && lines.length <= MOST_LINES && !this.still.matches;
  }

  /** Take over from what was drawn before; lines that are gone leave. */
  turnTo(drawing) {
    if (!this.fades(drawing)) return this.restart();
    const now = new Set(drawing.lines.map(nameOf));
    this.leaving = [...this.values.values()].filter(({ line, value }) => line && value > 0 && !now.has(nameOf(line))).map(({ line }) => line);
  }

  /** Bring every node and line by a part nearer to whether it is there; whether any is still on its way. */
  step(drawing, by) {
    if (!this.fades(drawing)) return false;
    let moving = false;
    for (const node of drawing.nodes.values()) moving = this.approach(node, node.slug, Number(node.there), by) || moving;
    for (const line of drawing.lines) moving = this.approach(line, nameOf(line), 1, by, line) || moving;
    for (const line of this.leaving) moving = this.approach(line, nameOf(line), 0, by, line) || moving;
    if (!moving) this.leaving = [];
    this.begun ||= drawing.nodes.size > 0;
    return moving;
  }

  approach(item, name, goal, by, line = null) {
    const before = this.values.get(name)?.value ?? (this.begun ? 0 : goal);
    const value = before + Math.sign(goal - before) * Math.min(by, Math.abs(goal - before));
    this.values.set(name, { value, line });
    item.shown = value;
    return value !== goal;
  }
}

const nameOf = ({ a, b, kind }) => `${a} ${b} ${kind}`;
