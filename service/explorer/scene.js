// What the picture draws: nodes in the colours of their countries, lines, partnerships of three, and who steps back.
import { isLinked } from "./network.js";

const HUES = 10; // countries with a colour of their own; the others share one

/** Countries in the order of how many places they have; the first ones get a colour of their own. */
export function hueOf(places) {
  const count = new Map();
  for (const { country } of places) {
    count.set(country.code, { name: country.name, places: (count.get(country.code)?.places ?? 0) + 1 });
  }
  const order = [...count].sort((a, b) => b[1].places - a[1].places || (a[0] < b[0] ? -1 : 1)).slice(0, HUES);
  return new Map(order.map(([code, { name }], number) => [code, { name, color: `--hue-${number}` }]));
}

/** Every place, there or not, with its degree; the lines; the partnerships of three or more; what is chosen. */
export function sceneOf(network, found, hues, { subject, inferred }, handovers) {
  const nodes = new Map();
  for (const [slug, place] of network.places) {
    const degree = found.places.get(slug);
    const color = hues.get(place.country.code)?.color ?? "--hue-other";
    nodes.set(slug, { ...place, slug, degree: degree ?? 0, there: degree !== undefined, color });
  }
  const belongs = subject ? belonging(network, subject, handovers, inferred) : null;
  const lines = [...found.ties.values()].flatMap((tie) => linesOf(tie, belongs));
  const own = belongs && found.partnerships.filter(({ partnership }) => belongs.partnership(partnership));
  return {
    nodes,
    lines,
    places: network.places,
    ...allTime(network),
    hulls: found.partnerships
      .filter(({ places }) => places.length > 2)
      .map(({ partnership, places }) => ({ places, lit: !belongs || belongs.partnership(partnership) })),
    chosen: subject?.kind === "place" ? subject.key : null,
    lit: belongs && new Set([...lines.filter((line) => line.lit).flatMap(({ a, b }) => [a, b]), ...own.flatMap(({ places }) => belongs.places(places))]),
  };
}

const known = new WeakMap();

/** What no day changes: `rank`, how many memberships a place has, by slug; `pairs`, the slugs of places that meet in a partnership. */
function allTime(network) {
  if (!known.has(network)) {
    const counts = new Map();
    const pairs = [];
    for (const { members } of network.partnerships) {
      const places = [...new Set(members.map(({ place }) => place))];
      for (const place of places) counts.set(place, (counts.get(place) ?? 0) + 1);
      places.forEach((one, number) => pairs.push(...places.slice(number + 1).map((other) => [one, other])));
    }
    known.set(network, { rank: (slug) => counts.get(slug) ?? 0, pairs });
  }
  return known.get(network);
}

function linesOf({ a, b, lines }, belongs) {
  return lines.map(({ kind, sure, partnerships }, number) => ({
    a, b, kind, sure: sure === 2, partnerships, listed: partnerships.every((one) => one.listed),
    offset: number - (lines.length - 1) / 2,
    lit: !belongs || (partnerships.some(belongs.partnership) && belongs.ends(a, b)),
  }));
}

/** Whether a partnership, or a part of it, has this slug. */
const isOrHas = ({ groups }, wanted) => groups.some(({ slug }) => slug === wanted);

/** What belongs to a subject: which partnerships, which ties of them, which of their places. All else steps back. */
function belonging(network, { kind, key }, handovers, inferred) {
  const handed = handovers.find(({ slug }) => slug === key)?.seat.partnership.slug;
  const holds = ({ members }, wanted) => members.some(({ place }) => wanted(place));
  const partnership = {
    place: (one) => holds(one, (slug) => slug === key),
    partnership: (one) => isOrHas(one, key),
    seat: (one) => isOrHas(one, key.replace(/-\d+$/, "")),
    goal: ({ projects }) => projects.some((project) => isLinked(project, Number(key), inferred)),
    country: (one) => holds(one, (slug) => network.places.get(slug)?.country.code === key),
    handover: (one) => isOrHas(one, handed),
  }[kind];
  const own = kind === "place";
  return {
    partnership,
    ends: (a, b) => !own || a === key || b === key,
    places: (places) => (own ? places.filter((slug) => slug === key) : places),
  };
}
