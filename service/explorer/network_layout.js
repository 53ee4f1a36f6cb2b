// The layout of the network: each place where the service puts it, each tie a straight line.
import { extentOf } from "./camera.js";

const HEAD = 40; // pixels at the top of a narrow canvas that buttons cover
const NARROW = 480;
const EDGE = 56; // pixels left free around everything
const FURTHEST = 0.6; // of the scale at which everything is in sight
const NEAREST = 80; // times as near
const CLOSER = 2; // times as near a chosen node is looked at

export class NetworkLayout {
  name = "network";

  /** Clusters nothing: the same at all scales. */
  levelOf() {
    return 0;
  }

  /** What is drawn of a scene: the nodes that have a position, and the lines between them. */
  arrange(scene) {
    const nodes = new Map();
    for (const node of scene.nodes.values()) if (node.x !== null) nodes.set(node.slug, { ...node, mark: node.country.code });
    const lines = scene.lines.filter(({ a, b }) => nodes.has(a) && nodes.has(b)).map((line) => {
      const [a, b] = [nodes.get(line.a), nodes.get(line.b)];
      return { ...line, count: 1, path: [a.x, a.y, b.x, b.y] };
    });
    return { ...scene, nodes, lines, hulls: scene.hulls.filter(({ places }) => places.every((slug) => nodes.has(slug))) };
  }

  /** The name of a node under which a place is drawn, or null. */
  nodeOf(slug, drawing) {
    return drawing.nodes.has(slug) ? slug : null;
  }

  fit(camera, drawing) {
    if (!drawing.nodes.size) return;
    const extent = extentOf(drawing.nodes.values());
    const head = camera.width < NARROW ? HEAD : 0;
    const k = camera.scaleOf(extent, EDGE, head);
    camera.centre(extent, k, head);
    Object.assign(camera, { least: k * FURTHEST, most: k * FURTHEST * NEAREST });
  }

  /** Look at some places; whether they fill less than the whole. */
  lookAt(camera, slugs, drawing) {
    const nodes = slugs.map((slug) => drawing.nodes.get(slug)).filter(Boolean);
    if (!nodes.length) return true;
    const whole = camera.least / FURTHEST;
    const k = Math.min(CLOSER * whole, camera.scaleOf(extentOf(nodes), 4 * EDGE));
    if (k > whole) camera.centre(extentOf(nodes), k);
    return k > whole;
  }

  /** Nothing stands for several places. */
  lookInto() {
    return false;
  }

  /** How large things are. */
  style(view, drawing) {
    const room = view.k * 2 * Math.sqrt(1 / Math.max(drawing.nodes.size, 40));
    const unit = Math.min(room * 0.115, 11);
    return {
      ...view,
      ground: "--paper",
      crowd: 1,
      radius: (node) => Math.max(unit * (0.75 + 0.42 * Math.sqrt(node.degree)), 1.3),
      weight: Math.min(1.25, Math.max(room / 36, 0.25)),
      fontSize: room > 17 ? (room > 60 ? 13 : 11.5) : 0,
    };
  }

  drawBackground() {}
}
