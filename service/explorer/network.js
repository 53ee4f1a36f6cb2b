// What is there on a day, as the service counts it: see `Span.covers` in data/domain/dates.py and data/networks/tie_table.py.

const FIRST = "0001-01-01";
const LAST = "9999-12-31";

/** The bounds of a `TimeSpan`: [may begin, surely holds from, surely holds until, may end]. An unknown bound leaves doubt. */
export function bounds({ possibleFrom, certainFrom, certainUntil, possibleUntil }) {
  return [possibleFrom ?? FIRST, certainFrom ?? LAST, certainUntil ?? FIRST, possibleUntil ?? LAST];
}

/** 2 when it surely holds on the day, 1 when it may, 0 when not; all of time is sure. */
export function covers([first, begun, ending, last], day) {
  if (day === null || (begun <= day && day <= ending)) return 2;
  return first <= day && day <= last ? 1 : 0;
}

const meets = (one, other) => one[0] <= other[3] && other[0] <= one[3];

/** The members of a partnership, or of a part of one, with its bounds and theirs. */
function group({ slug, span, members }) {
  return {
    slug,
    span: bounds(span),
    members: members.map((member) => ({ place: member.municipality.slug, seat: member.seat.number, span: bounds(member.span) })),
  };
}

/** A partnership with its bounds. Its parts have members of their own, and count as the whole. `listed`: known from lists alone. */
function prepared(given) {
  const groups = [given, ...given.parts].map(group);
  return {
    ...given,
    groups,
    span: groups[0].span,
    members: groups.flatMap(({ members }) => members),
    layers: new Set([given.layer.name, ...given.sources.map(({ layer }) => layer.name)]),
    listed: given.sources.length > 0 && given.sources.every(({ kind }) => kind === "DATA_SET"),
    projects: given.projects.map(({ span, goals }) => ({ span: bounds(span), goals: goals.map(({ basis, goal }) => ({ basis, number: goal.number })) })),
  };
}

/** Whether a project has a link to a Goal: one that a source states, or with `inferred` also one of a rule. */
export function isLinked({ goals }, wanted, inferred) {
  return goals.some(({ basis, number }) => number === wanted && (inferred || basis === "STATED"));
}

export class Network {
  /** Places with name, country and coordinates; partnerships with dates. */
  constructor(members, partnerships) {
    this.places = new Map(members.map(({ municipality }) => [municipality.slug, { x: null, y: null, ...municipality }]));
    this.partnerships = partnerships.map(prepared);
  }

  /** Set where the network is drawn: members with x, y and the slug of their municipality. */
  position(members) {
    for (const { x, y, municipality } of members) Object.assign(this.places.get(municipality.slug) ?? {}, { x, y });
  }

  /** Whether a partnership is wanted on a day, as a `PartnershipFilter` would have it. */
  wanted(partnership, { asOf, kinds, goals, inferred, countries, layers }) {
    if (kinds && !kinds.includes(partnership.kind)) return false;
    if (layers && !layers.some((name) => partnership.layers.has(name))) return false;
    if (countries) {
      const there = partnership.members.filter((member) => covers(member.span, asOf));
      if (!there.some((member) => this.places.get(member.place)?.country.code === countries)) return false;
    }
    return !goals || partnership.projects.some((project) => isLinked(project, goals, inferred) && covers(project.span, asOf));
  }

  /** What is there: partnerships with their places, places with their number of ties, ties with a line for each kind. */
  at(filter) {
    const found = { partnerships: [], places: new Map(), ties: new Map() };
    for (const partnership of this.partnerships) {
      const sure = covers(partnership.span, filter.asOf);
      if (!sure || !this.wanted(partnership, filter)) continue;
      const there = partnership.groups.map((one) => this.there(one, filter.asOf));
      found.partnerships.push({ partnership, sure, places: [...new Set(there.flat().map(({ member }) => member.place))] });
      for (const members of there) add(found, partnership, members);
    }
    for (const { a, b } of found.ties.values()) {
      found.places.set(a, found.places.get(a) + 1);
      found.places.set(b, found.places.get(b) + 1);
    }
    return found;
  }

  /** The memberships that are or may be there, and how surely. */
  there({ span, members }, day) {
    const whole = covers(span, day);
    return members
      .map((member) => ({ member, sure: Math.min(whole, covers(member.span, day)) }))
      .filter(({ member, sure }) => sure && this.places.has(member.place));
  }

  /** The years from the first known start to the last day, each with how many partnerships surely and maybe were there. */
  years(first, last, filter) {
    const counts = [];
    for (let year = first; year <= last; year += 1) {
      const day = { ...filter, asOf: `${year}-07-01` };
      const count = { year, sure: 0, maybe: 0 };
      for (const partnership of this.partnerships) {
        const there = covers(partnership.span, day.asOf);
        if (there && this.wanted(partnership, day)) count[there === 2 ? "sure" : "maybe"] += 1;
      }
      counts.push(count);
    }
    return counts;
  }

  /** The oldest start that a source states. */
  get oldest() {
    const starts = this.partnerships.filter(({ start }) => start?.basis === "STATED" && start.earliest).map(({ start }) => start.earliest);
    return starts.length ? starts.reduce((a, b) => (a < b ? a : b)) : null;
  }
}

/** What the members of a partnership, or of a part of it, give to a network: places, and a tie for each two of them. */
function add(found, partnership, there) {
  for (const { member } of there) if (!found.places.has(member.place)) found.places.set(member.place, 0);
  for (let i = 0; i < there.length; i += 1) {
    for (let j = i + 1; j < there.length; j += 1) tie(found.ties, partnership, there[i], there[j]);
  }
}

function tie(ties, partnership, mine, other) {
  const [a, b] = [mine.member, other.member];
  if (a.seat === b.seat || a.place === b.place || !meets(a.span, b.span)) return;
  const ends = a.place < b.place ? [a.place, b.place] : [b.place, a.place];
  const key = ends.join(" ");
  const known = ties.get(key) ?? { a: ends[0], b: ends[1], sure: 0, lines: [] };
  const sure = Math.min(mine.sure, other.sure);
  known.sure = Math.max(known.sure, sure);
  const line = known.lines.find((one) => one.kind === partnership.kind);
  if (!line) known.lines.push({ kind: partnership.kind, sure, partnerships: [partnership] });
  else {
    line.sure = Math.max(line.sure, sure);
    if (!line.partnerships.includes(partnership)) line.partnerships.push(partnership);
  }
  ties.set(key, known);
}

/** The number of connected parts. */
export function parts({ places, ties }) {
  const up = new Map([...places.keys()].map((place) => [place, place]));
  const top = (place) => {
    while (up.get(place) !== place) {
      up.set(place, up.get(up.get(place)));
      place = up.get(place);
    }
    return place;
  };
  let count = up.size;
  for (const { a, b } of ties.values()) {
    const [one, other] = [top(a), top(b)];
    if (one !== other) {
      up.set(one, other);
      count -= 1;
    }
  }
  return count;
}

/** The numbers of what is there: partnerships, places, ties, separate parts, and how many are certain. */
export function counted(found) {
  const sure = (list) => list.filter((one) => one.sure === 2).length;
  return {
    partnerships: found.partnerships.length, places: found.places.size, ties: found.ties.size, parts: parts(found),
    surePartnerships: sure(found.partnerships), sureTies: sure([...found.ties.values()]),
  };
}
