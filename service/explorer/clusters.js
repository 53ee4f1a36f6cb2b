// Places that lie close to each other at a scale are one cluster, around the one with most partnerships.

const APART = 44; // pixels between the middles of clusters
const MOST_LINES = 5; // between clusters, for each pixel of a unit: 900 when the world fills a screen
const MOST_COARSER = 6; // levels
const STEPS = 2; // levels for each doubling of the scale

/** The level of a scale: clusters are the same at all scales of a level. */
export const levelOf = (k) => Math.round(Math.log2(k) * STEPS);

export class Clusters {
  levels = new Map();
  crossed = new Map();

  /**
   * `points` have slug, x and y, the most important first; `pairs` are slugs of places with a line between them.
   * At scales of `last` pixels a unit and more each place is alone.
   */
  constructor(points, pairs, last) {
    this.points = points;
    this.pairs = pairs;
    this.last = levelOf(last);
  }

  /** The slug of the place around which each place is clustered, at a level; where lines would hide each other, at a lower one. */
  at(level) {
    let lower = level;
    while (lower > level - MOST_COARSER && this.crossings(lower) > MOST_LINES * 2 ** (level / STEPS)) lower -= 1;
    return this.homes(lower);
  }

  homes(level) {
    if (!this.levels.has(level)) this.levels.set(level, level >= this.last ? this.apart() : this.greedy(APART / 2 ** (level / STEPS)));
    return this.levels.get(level);
  }

  /** How many pairs of clusters have a line between them. */
  crossings(level) {
    if (!this.crossed.has(level)) {
      const homes = this.homes(level);
      const ends = this.pairs.map((pair) => pair.map((slug) => homes.get(slug))).filter(([a, b]) => a && b && a !== b);
      this.crossed.set(level, new Set(ends.map(([a, b]) => (a < b ? `${a} ${b}` : `${b} ${a}`))).size);
    }
    return this.crossed.get(level);
  }

  apart() {
    return new Map(this.points.map(({ slug }) => [slug, slug]));
  }

  /** Each place in turn joins the nearest centre within reach, or becomes one. Cells of a grid keep the search short. */
  greedy(reach) {
    const homes = new Map();
    const cells = new Map();
    for (const point of this.points) {
      const [column, row] = [Math.floor(point.x / reach), Math.floor(point.y / reach)];
      const centre = nearest(cells, column, row, point, reach);
      homes.set(point.slug, (centre ?? point).slug);
      if (!centre) put(cells, cellOf(column, row), point);
    }
    return homes;
  }
}

const cellOf = (column, row) => column * 1_000_003 + row;

function put(cells, cell, point) {
  if (cells.has(cell)) cells.get(cell).push(point);
  else cells.set(cell, [point]);
}

function nearest(cells, column, row, { x, y }, reach) {
  let [best, least] = [null, reach];
  for (let i = column - 1; i <= column + 1; i += 1) {
    for (let j = row - 1; j <= row + 1; j += 1) {
      for (const centre of cells.get(cellOf(i, j)) ?? []) {
        const far = Math.hypot(centre.x - x, centre.y - y);
        if (far < least) [best, least] = [centre, far];
      }
    }
  }
  return best;
}
