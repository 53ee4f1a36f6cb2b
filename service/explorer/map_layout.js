// The layout of the map: places where they lie, clustered by scale, and ties as great circles, bundled between clusters.
import { KINDS } from "./address.js";
import { extentOf } from "./camera.js";
import { Clusters, levelOf } from "./clusters.js";
import { drawLand, loadLand } from "./land.js";
import { greatCircle, project } from "./projection.js";

const EDGE = 70; // pixels left free around everything
const HEAD = 44; // pixels at the top that buttons cover
const WORLD = [-2.74, 2.74, -1.43, 1.43]; // the extent of the map
const NEAREST = 40_000; // pixels for the radius of the Earth: a pixel is 160 m
const LONE = 12_000; // pixels for the radius of the Earth, from which each place is alone
const CLOSER = 2600; // the most when a chosen place is looked at: Sweden fills a screen
const CLEARLY = 1.6; // times as near, if places behind a cluster part
const TALL = 0.75; // height of a canvas for its width, from which it opens with the places in the middle
const CORE = 0.1; // share of the places that may be out of sight then, on each side
const NUDGE = 0.0004; // map units, 2.5 km, between places with the same coordinates
const MOST_LIT = 80; // places that belong to a chosen one and are drawn alone
const MOST_ARCS = 100_000; // kept great circles
const CROWD = 1200; // lines in which each would be lost
const PALEST = 0.4;
const SEPARATOR = " ";

/** Whether a place lies somewhere. */
export const isOnMap = ({ coordinates }) => Boolean(coordinates);

export class MapLayout {
  name = "map";
  arcs = new Map();
  points = new Map();

  /** `changed` is called when the land has come, `failed` with an Error when it has not. */
  constructor(changed, failed) {
    this.clusters = new Clusters([], [], LONE);
    loadLand().then((land) => ((this.land = land), changed()), failed);
  }

  levelOf(k) {
    return levelOf(k);
  }

  /** What is drawn of a scene at a level: a node for each cluster, a line for the ties of a kind between two of them. */
  arrange(scene, level) {
    this.place(scene);
    const alone = scene.lit?.size <= MOST_LIT ? scene.lit : new Set([scene.chosen]);
    const homes = this.homes(this.clusters.at(level), alone);
    const nodes = new Map();
    this.names = new Map();
    for (const [home, places] of groups(scene, this.clusters.points, homes)) {
      const node = this.nodeFor(home, places, scene);
      nodes.set(node.slug, node);
      for (const place of places) this.names.set(place.slug, node.slug);
    }
    const lines = this.bundles(scene.lines, nodes);
    const lit = scene.lit && new Set([...scene.lit].map((slug) => this.names.get(slug)));
    return { ...scene, nodes, lines, lit, hulls: this.hulls(scene), chosen: this.names.get(scene.chosen) ?? null };
  }

  /** Set the points of the places of a network, those with most partnerships first. */
  place({ places, rank, pairs }) {
    if (this.known === places) return;
    this.known = places;
    const taken = new Map();
    const points = [...places.values()].filter(isOnMap).map(({ slug, country, coordinates }) => {
      const at = project(coordinates.longitude, coordinates.latitude);
      return { slug, country: country.code, coordinates, ...nudged(at, taken) };
    });
    points.sort((a, b) => rank(b.slug) - rank(a.slug) || (a.slug < b.slug ? -1 : 1));
    this.points = new Map(points.map((point) => [point.slug, point]));
    this.clusters = new Clusters(points, pairs, LONE);
    this.inCountry = new Map();
    for (const { country } of points) this.inCountry.set(country, (this.inCountry.get(country) ?? 0) + 1);
  }

  /** The centres of clusters, but for places that are drawn alone; a cluster that loses its centre gets the next place as one. */
  homes(homes, alone) {
    const next = new Map();
    return (slug) => {
      if (alone.has(slug)) return slug;
      const home = homes.get(slug);
      if (!alone.has(home)) return home;
      if (!next.has(home)) next.set(home, slug);
      return next.get(home);
    };
  }

  /** A node for places that share a centre. One that is there alone is drawn where it lies, many at the centre. */
  nodeFor(home, places, scene) {
    const there = places.filter((place) => place.there);
    const lone = there.length === 1 || places.length === 1 ? (there[0] ?? places[0]) : null;
    if (lone) return { ...lone, ...at(this.points.get(lone.slug)), places: [lone], mark: "" };
    const shown = there.length ? there : places;
    const countries = countriesOf(shown);
    const most = shown.find(({ country }) => country.code === countries[0].code);
    return {
      ...shown[0],
      ...at(this.points.get(home)),
      slug: home,
      name: this.nameFor(shown, places, countries),
      color: 2 * countries[0].count > shown.length ? most.color : "--hue-other",
      degree: there.reduce((sum, { degree }) => sum + degree, 0),
      there: there.length > 0,
      places: shown,
      mark: String(there.length),
    };
  }

  /** The name of a cluster: its country, if it has most places of it; its greatest place; or its countries, if they are several. */
  nameFor(shown, places, [first, second, ...others]) {
    if (second) return `${first.name}, ${second.name}${others.length ? ` +${others.length}` : ""}`;
    return 2 * places.length > this.inCountry.get(first.code) ? first.name : `${shown[0].name} +${shown.length - 1}`;
  }

  /** A line for the ties of a kind between two nodes, dashed only if all of them are possible; kinds lie side by side. */
  bundles(lines, nodes) {
    const bundles = new Map();
    const kinds = new Map();
    for (const line of lines) {
      const ends = [this.names.get(line.a), this.names.get(line.b)].sort();
      if (!ends[0] || !ends[1] || ends[0] === ends[1]) continue;
      const pair = ends.join(SEPARATOR);
      const key = `${pair} ${line.kind} ${line.lit}`;
      const known = bundles.get(key);
      if (known) merge(known, line);
      else bundles.set(key, { ...line, a: ends[0], b: ends[1], pair, count: 1, partnerships: new Set(line.partnerships), ends: [line.a, line.b] });
      if (!kinds.has(pair)) kinds.set(pair, new Set());
      kinds.get(pair).add(line.kind);
    }
    for (const bundle of bundles.values()) {
      const order = KINDS.filter((kind) => kinds.get(bundle.pair).has(kind));
      bundle.offset = order.indexOf(bundle.kind) - (order.length - 1) / 2;
      bundle.partnerships = [...bundle.partnerships];
      bundle.path = this.arc(nodes.get(bundle.a), nodes.get(bundle.b));
    }
    return [...bundles.values()];
  }

  arc(a, b) {
    const key = `${a.at}${SEPARATOR}${b.at}`;
    if (!this.arcs.has(key)) {
      if (this.arcs.size >= MOST_ARCS) this.arcs.clear();
      this.arcs.set(key, this.greatCircle(a, b));
    }
    return this.arcs.get(key);
  }

  /** The great circle between the places at which two nodes are drawn; it ends where they are drawn. */
  greatCircle(a, b) {
    const path = greatCircle(a.coordinates, b.coordinates);
    [path[0], path[1]] = [a.x, a.y];
    [path[path.length - 2], path[path.length - 1]] = [b.x, b.y];
    return path;
  }

  /** Shades behind partnerships of three or more, if something is chosen: across the world they would hide each other. */
  hulls({ hulls, lit }) {
    if (!lit) return [];
    return hulls
      .filter((hull) => hull.lit)
      .map((hull) => ({ ...hull, places: [...new Set(hull.places.map((slug) => this.names.get(slug)).filter(Boolean))] }))
      .filter(({ places }) => places.length > 2);
  }

  nodeOf(slug) {
    return this.names?.get(slug) ?? null;
  }

  /** Everything in sight; a tall canvas opens with the middle of the places, as the world is wide. */
  fit(camera, drawing, { opening = false } = {}) {
    const places = [...this.points.values()];
    const tall = opening && camera.height > TALL * camera.width;
    const extent = !places.length ? WORLD : tall ? coreOf(places) : extentOf(places);
    const world = camera.scaleOf(WORLD, 0);
    Object.assign(camera, { least: 0.8 * world, most: NEAREST });
    camera.centre(extent, Math.min(Math.max(camera.scaleOf(extent, EDGE, HEAD), world), CLOSER), HEAD);
  }

  lookAt(camera, slugs) {
    const points = slugs.map((slug) => this.points.get(slug)).filter(Boolean);
    if (!points.length) return true;
    const extent = extentOf(points);
    camera.centre(extent, camera.limited(Math.min(camera.scaleOf(extent, 3 * EDGE), CLOSER)), HEAD);
    return true;
  }

  /** Look at the places behind a cluster or a bundle, near enough for them to part; whether there are several and they do. */
  lookInto(camera, { node, line }) {
    const slugs = node ? node.places.map(({ slug }) => slug) : line.partnerships.length > 1 ? line.ends : [];
    if (slugs.length < 2) return false;
    const extent = extentOf(slugs.map((slug) => this.points.get(slug)));
    const close = Math.min(camera.scaleOf(extent, 2.5 * EDGE), LONE);
    if (line && close < CLEARLY * camera.k) return false;
    camera.centre(extent, camera.limited(Math.max(close, CLEARLY * camera.k)));
    return true;
  }

  style(view, { lines }) {
    const near = Math.min(1, Math.max(0, (Math.log2(view.k) - 7.5) / 5));
    return {
      ...view,
      ground: "--land",
      radius: (node) => (node.places.length > 1 ? Math.min(8 + 1.5 * Math.sqrt(node.places.length), 22) : Math.min(2.6 + 2.4 * near + 0.5 * Math.sqrt(node.degree), 7.5)),
      weight: 0.45 + 0.4 * near,
      crowd: Math.max(1 - lines.length / CROWD, PALEST),
      fontSize: 11.5 + 1.5 * near,
    };
  }

  drawBackground(pen, view, colors) {
    if (this.land) drawLand(pen, this.land, view, colors);
  }
}

const at = ({ slug, x, y, coordinates }) => ({ x, y, coordinates, at: slug });

/** A point, or one close by if another place has it already; the next ones lie on a spiral around it. */
function nudged({ x, y }, taken) {
  const key = `${x} ${y}`;
  const number = taken.get(key) ?? 0;
  taken.set(key, number + 1);
  const [angle, far] = [2.4 * number, NUDGE * Math.sqrt(number)];
  return { x: x + far * Math.cos(angle), y: y + far * Math.sin(angle) };
}

/** The places of a scene by the centre of their cluster, the most important first. */
function groups(scene, points, homeOf) {
  const groups = new Map();
  for (const { slug } of points) {
    const home = homeOf(slug);
    if (groups.has(home)) groups.get(home).push(scene.nodes.get(slug));
    else groups.set(home, [scene.nodes.get(slug)]);
  }
  return groups;
}

function merge(bundle, line) {
  bundle.sure ||= line.sure;
  bundle.listed &&= line.listed;
  bundle.count += 1;
  bundle.ends.push(line.a, line.b);
  for (const one of line.partnerships) bundle.partnerships.add(one);
}

/** The countries of places, each with how many it has, the most first. */
function countriesOf(places) {
  const countries = new Map();
  for (const { country } of places) {
    if (!countries.has(country.code)) countries.set(country.code, { ...country, count: 0 });
    countries.get(country.code).count += 1;
  }
  return [...countries.values()].sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
}

/** The extent of places without the outermost ones. */
function coreOf(places) {
  const range = (values) => {
    const sorted = values.sort((a, b) => a - b);
    return [sorted[Math.floor(CORE * (sorted.length - 1))], sorted[Math.ceil((1 - CORE) * (sorted.length - 1))]];
  };
  return [...range(places.map(({ x }) => x)), ...range(places.map(({ y }) => y))];
}
