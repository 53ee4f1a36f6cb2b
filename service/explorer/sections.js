// Pieces of the panel: seats as a time line, sources, claims, Goals, lists of places and partnerships.
import { day, partial, period, today, wording } from "./dates.js";
import { el, outside } from "./dom.js";
import { covers, span } from "./network.js";
import { named, words } from "./words.js";

export const section = (title, ...content) => {
  const filled = content.flat(2).filter(Boolean);
  return filled.length ? el("section", {}, el("h3", {}, title), filled) : null;
};

export const place = (ctx, one) => [ctx.link("place", one.slug, one.name), " ", el("span", { class: "in" }, one.country.name)];

export const when = (start, end) => el("span", { class: "when", title: wording(start, end) }, period(start, end));

export const kind = (name) => el("span", { class: `kind ${name.toLowerCase()}` }, named("KINDS", name));

export const sure = (certainty) => el("span", { class: certainty.toLowerCase() }, certainty === "CERTAIN" ? words.certain : words.possible);

/** A colour of the Agenda and the shade in which its number can be read. */
export function goal({ number, color, title }, extra = {}) {
  const shade = darkOn(color) ? "#000" : "#fff";
  return el("span", { class: "goal", title, style: { "background-color": color, color: shade }, ...extra }, String(number));
}

export function darkOn(color) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179;
}

export function goals(ctx, links, more = () => null) {
  return links.length
    ? el("ul", { class: "goals" }, links.map((link) => el("li", {}, ctx.link("goal", link.goal.number, goal(link.goal), " ", link.goal.title), more(link))))
    : null;
}

/** A state with its cause and the date for which it was said. */
export function said(status) {
  return el("span", { class: `state ${status.state.toLowerCase()}` },
    named("STATES", status.state), status.cause ? ` ${named("CAUSES", status.cause)}` : "",
    el("span", { class: "when", title: wording(status.asOf) }, `, ${status.asOf ? partial(status.asOf) : words.undated}`));
}

/** The holders of a seat in turn: bars on a time line with the day, and the same in words. */
export function seat(ctx, { number, memberships, succession, note }, whole, own = null) {
  const turns = memberships.map((held) => ({ ...held, start: held.start ?? whole.start, end: held.end ?? whole.end }));
  const spans = turns.map(({ start, end }) => span(start, end));
  const line = el("div", { class: "now", hidden: true });
  const now = el("p", { class: "holder" });
  ctx.live((asOf) => {
    line.hidden = !asOf;
    if (asOf) line.style.setProperty("left", `${100 * ctx.at(asOf)}%`);
    now.replaceChildren(...(asOf ? holders(ctx, turns, spans, asOf) : []));
  });
  return el("div", { class: "seat", "data-seat": number },
    el("h4", {}, words.seat(number)),
    el("div", { class: "bars", "aria-hidden": "true" },
      spans.map((one, turn) => [bar(ctx, one, turn, "maybe"), bar(ctx, one, turn, "sure")]),
      succession.filter(({ date }) => date).map(({ date }) =>
        el("span", { class: "mark", style: { left: `${50 * (ctx.at(date.earliest ?? date.latest) + ctx.at(date.latest ?? date.earliest))}%` } })),
      line),
    now,
    el("ol", {}, turns.map((held, turn) =>
      el("li", { class: `turn-${turn % 2}${own && own !== held.municipality.slug ? " other" : ""}` }, place(ctx, held.municipality), " ", when(held.start, held.end)))),
    succession.map(({ slug, date }) => el("p", { class: "passed" }, ctx.link("handover", slug, words.handover), date ? ` ${partial(date)}` : "")),
    note ? el("p", { class: "note" }, note) : null);
}

function bar(ctx, [first, begun, ending, last], turn, how) {
  const [from, to] = how === "sure" ? [begun, ending] : [first, last];
  const now = today();
  if (from > to || from > now) return null;
  const [left, right] = [ctx.at(from), ctx.at(to < now ? to : now)];
  const open = `${first === "0001-01-01" ? " from" : ""}${last === "9999-12-31" ? " to" : ""}`;
  return el("span", { class: `bar ${how} turn-${turn % 2}${how === "maybe" ? open : ""}`, style: { left: `${100 * left}%`, width: `${100 * (right - left)}%` } });
}

/** Who holds a seat on a day: one, or several who may. */
function holders(ctx, turns, spans, asOf) {
  const there = turns.map((held, turn) => ({ held, sure: covers(spans[turn], asOf) })).filter((one) => one.sure);
  if (!there.length) return [`${words.onDay}: ${words.nobody}`];
  return [`${words.onDay}: `, ...there.flatMap(({ held, sure: how }, number) => [
    number ? ` ${words.or} ` : "", el("strong", {}, held.municipality.name), " ", sure(how === 2 ? "CERTAIN" : "POSSIBLE"),
  ])];
}

export function claims(list) {
  return section(words.claims, list.length && el("ul", { class: "claims" }, list.map((claim) =>
    el("li", { class: claim.rank.toLowerCase() },
      el("span", { class: "field" }, named("FIELDS", claim.field)), " ", el("q", {}, claim.value), " ",
      el("span", { class: "rank" }, named("RANKS", claim.rank)),
      el("br"), cited(claim.source), claim.note ? el("span", { class: "note" }, ` ${claim.note}`) : null))));
}

/** A source in one line: who, what, when, and how fresh the service says it is. */
export function cited(source) {
  const dates = [source.published && words.published(partial(source.published)), source.readOn && words.read(day(source.readOn))];
  return el("span", { class: "source" },
    source.publisher ? `${source.publisher}: ` : "", outside(source.url, source.title),
    el("span", { class: "when" }, dates.filter(Boolean).map((date) => ` · ${date}`)),
    " ", el("span", { class: `fresh ${source.freshness.level.toLowerCase()}`, title: source.freshness.reason }, named("FRESHNESS", source.freshness.level)));
}

export function sources(...lists) {
  const found = new Map(lists.flat(Infinity).map((source) => [source.slug, source]));
  return section(words.sources, found.size && el("ul", { class: "sources" }, [...found.values()].map((source) => el("li", {}, cited(source)))));
}

export function events(list) {
  return list.length && el("ol", { class: "events" }, list.map((event) =>
    el("li", {},
      el("span", { class: "when", title: wording(event.date) }, event.date ? partial(event.date) : words.undated), " ",
      named("EVENTS", event.kind), event.expected ? ` (${words.expected})` : "", event.note ? el("span", { class: "note" }, ` ${event.note}`) : null)));
}

export function partnership(ctx, { slug, title, kind: name, state, start, end }) {
  return el("li", {}, ctx.link("partnership", slug, title), " ", kind(name), " ",
    state && state !== "UNKNOWN" ? el("span", { class: `state ${state.toLowerCase()}` }, named("STATES", state)) : null,
    start !== undefined ? el("div", {}, when(start, end)) : null);
}
