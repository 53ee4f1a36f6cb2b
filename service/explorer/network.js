// What is there on a day, as the service counts it: `data/dates.py` and `data/networks.py` say the same on the other side.

const FIRST = "0001-01-01";
const LAST = "9999-12-31";

/** The bounds of a start and an end: [start earliest, start latest, end earliest, end latest]. */
export function span(start, end) {
  const open = end?.edtf === "..";
  return [
    start?.earliest ?? FIRST,
    start?.latest ?? LAST,
    open ? LAST : (end?.earliest ?? FIRST),
    end?.latest ?? LAST,
  ];
}

/** 2 when it surely covers the day, 1 when it may, 0 when not; all of time is sure. */
export function covers([first, begun, ending, last], day) {
  if (day === null || (begun <= day && day <= ending)) return 2;
  return first <= day && day <= last ? 1 : 0;
}

const meets = (one, other) => one[0] <= other[3] && other[0] <= one[3];

/** A partnership with its spans worked out; what the partnership leaves out of a membership is as its own. */
function prepared(given) {
  return {
    ...given,
    span: span(given.start, given.end),
    members: given.members.map((member) => ({
      place: member.municipality.slug,
      seat: member.seat.number,
      span: span(member.start ?? given.start, member.end ?? given.end),
    })),
    projects: given.projects.map((project) => ({
      span: span(project.start, project.end),
      goals: project.goals.map((link) => link.goal.number),
    })),
  };
}

export class Network {
  /** Places with x, y, name and country; partnerships with dates. */
  constructor(members, partnerships) {
    this.places = new Map();
    for (const { x, y, municipality } of members) {
      this.places.set(municipality.slug, { x, y, ...municipality });
    }
    this.partnerships = partnerships.map(prepared);
  }

  /** Whether a partnership is wanted on a day, as a `PartnershipFilter` would have it. */
  wanted(partnership, { asOf, kinds, goals, countries }) {
    if (kinds && !kinds.includes(partnership.kind)) return false;
    if (countries) {
      const there = partnership.members.filter((member) => covers(member.span, asOf));
      if (!there.some((member) => this.places.get(member.place)?.country.code === countries)) return false;
    }
    return !goals || partnership.projects.some((p) => p.goals.includes(goals) && covers(p.span, asOf));
  }

  /** What is there: partnerships with their places, places with their number of ties, ties with a line for each kind. */
  at(filter) {
    const found = { partnerships: [], places: new Map(), ties: new Map() };
    for (const partnership of this.partnerships) {
      const whole = covers(partnership.span, filter.asOf);
      if (!whole || !this.wanted(partnership, filter)) continue;
      const there = this.there(partnership, whole, filter.asOf);
      found.partnerships.push({ partnership, sure: whole, places: [...new Set(there.map(({ member }) => member.place))] });
      add(found, partnership, there);
    }
    for (const { a, b } of found.ties.values()) {
      found.places.set(a, found.places.get(a) + 1);
      found.places.set(b, found.places.get(b) + 1);
    }
    return found;
  }

  /** The memberships that are or may be there, and how surely. */
  there(partnership, whole, day) {
    return partnership.members
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

  /** The oldest start that any source gives. */
  get oldest() {
    const starts = this.partnerships.map((p) => p.span[0]).filter((day) => day !== FIRST);
    return starts.length ? starts.reduce((a, b) => (a < b ? a : b)) : null;
  }
}

/** What one partnership gives to a network: its places, and a tie for each two of them. */
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
