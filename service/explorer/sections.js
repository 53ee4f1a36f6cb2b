// Pieces of the panel: seats as a time line, sources, claims, Goals, lists of places and partnerships.
import { day, partial, today, wording } from "./dates.js";
import { el, outside } from "./dom.js";
import { isImported, lastSeenOf, ownTime, sure, when } from "./evidence.js";
import { bounds, covers } from "./network.js";
import { named, words } from "./words.js";

export const section = (title, ...content) => {
  const filled = content.flat(2).filter(Boolean);
  return filled.length ? el("section", {}, el("h3", {}, title), filled) : null;
};

/** The items without those that have the key of an earlier one. */
export function unique(list, keyOf) {
  const keys = list.map((one) => JSON.stringify(keyOf(one)));
  return list.filter((_, number) => keys.indexOf(keys[number]) === number);
}

export const place = (ctx, one) => [ctx.link("place", one.slug, one.name), " ", el("span", { class: "in" }, one.country.name)];

export const kind = (name) => el("span", { class: `kind ${name.toLowerCase()}` }, named("KINDS", name));

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

/** Goals that sources state, and apart from them, folded, those that rules infer. `more` and `why` say more of a link. */
export function goalSections(ctx, stated, inferred, more, why) {
  return [
    section(words.goalsOf, goals(ctx, stated, more)),
    inferred.length ? el("details", { class: "inferred" }, el("summary", {}, words.inferredGoals(new Set(inferred.map((link) => link.goal.number)).size)),
      el("p", { class: "note" }, words.inferredMeans), goals(ctx, inferred, why)) : null,
  ];
}

/** The links of a partnership to Goals: with targets, and of inferred ones the themes and the reasons. */
export function goalLinks(ctx, links) {
  const [stated, inferred] = ["STATED", "INFERRED"].map((basis) => links.filter((link) => link.basis === basis));
  const aim = ({ target }) => (target ? ` ${target.code} ${target.label}` : "");
  const more = (link) => el("span", { class: "in" }, aim(link), link.emphasis === "FOCUS" ? ` (${words.focus})` : "", link.note ? ` ${link.note}` : "");
  const why = (link) => el("span", { class: "in" }, aim(link), ` (${named("STRENGTHS", link.strength)})`,
    link.because.map(({ theme, rule }) => el("span", { class: "note" }, ` ${theme.label}: ${rule.reason}`)));
  return goalSections(ctx, stated, inferred, more, why);
}

/** The holders of a seat in turn: bars on a time line with the day, and the same in words. */
export function seat(ctx, { number, memberships, succession, note }, whole, own = null) {
  const spans = memberships.map(({ span }) => bounds(span));
  const line = el("div", { class: "now", hidden: true });
  const now = el("p", { class: "holder" });
  ctx.live((asOf) => {
    line.hidden = !asOf;
    if (asOf) line.style.setProperty("left", `${100 * ctx.at(asOf)}%`);
    now.replaceChildren(...(asOf ? holders(memberships, spans, asOf) : []));
  });
  const alone = memberships.length === 1 && memberships[0].municipality.slug === own;
  return el("div", { class: "seat", "data-seat": number },
    el("h4", {}, words.seat(number)),
    el("div", { class: "bars", "aria-hidden": "true" },
      spans.map((one, turn) => [bar(ctx, one, turn, "maybe"), bar(ctx, one, turn, "sure")]),
      succession.filter(({ date }) => date).map(({ date }) =>
        el("span", { class: "mark", style: { left: `${50 * (ctx.at(date.earliest ?? date.latest) + ctx.at(date.latest ?? date.earliest))}%` } })),
      line),
    now,
    alone ? null : el("ol", {}, memberships.map((held, turn) => holder(ctx, held, turn, whole, own))),
    succession.map(({ slug, date }) => el("p", { class: "passed" }, ctx.link("handover", slug, words.handover), date ? ` ${partial(date)}` : "")),
    note ? el("p", { class: "note" }, note) : null);
}

/** A holder, with the time and the evidence as far as they differ from those of the partnership. */
function holder(ctx, held, turn, whole, own) {
  const other = own && own !== held.municipality.slug ? " other" : "";
  return el("li", { class: `turn-${turn % 2}${other}` }, place(ctx, held.municipality), " ", ownTime(held, whole), lastSeenOf(held, whole));
}

function bar(ctx, [first, begun, ending, last], turn, how) {
  const [from, to] = how === "sure" ? [begun, ending] : [first, last];
  const now = today();
  if (from > to || from > now) return null;
  const [left, right] = [ctx.at(from), ctx.at(to < now ? to : now)];
  const fades = how === "maybe" && !left ? " from" : "";
  return el("span", { class: `bar ${how} turn-${turn % 2}${fades}`, style: { left: `${100 * left}%`, width: `${100 * (right - left)}%` } });
}

/** Who holds a seat on a day: one, or several who may. */
function holders(memberships, spans, asOf) {
  const there = memberships.map((held, turn) => ({ held, sure: covers(spans[turn], asOf) })).filter((one) => one.sure);
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
    source.publisher ? `${source.publisher}: ` : source.kind === "PRIVATE_PAGE" ? `${words.privatePage}: ` : "", outside(source.url, source.title),
    source.attachments.map(({ title, kilobytes }) => el("span", { class: "when" }, ` · ${words.attachment(title)}${kilobytes ? ` ${words.kilobytes(kilobytes)}` : ""}`)),
    el("span", { class: "when" }, [...dates, isImported(source.layer) && source.licence].filter(Boolean).map((one) => ` · ${one}`)),
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

/** A partnership of a list: its state, when it held, the last evidence, and how surely it was there on a day. */
export function partnership(ctx, one, dated) {
  return el("li", {}, ctx.link("partnership", one.slug, one.title), " ", kind(one.kind), " ",
    one.state !== "UNKNOWN" ? el("span", { class: `state ${one.state.toLowerCase()}` }, named("STATES", one.state)) : null,
    dated ? [" ", sure(one.certainty)] : null,
    el("div", {}, when(one.start, one.end), one.lastAttested ? el("span", { class: "when" }, ` · ${words.lastSeen(partial(one.lastAttested.date))}`) : null));
}
