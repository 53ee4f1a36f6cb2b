// Pieces of the panel that say when something held, and how that is known.
import { day, isStated, partial, period, reasons, wording } from "./dates.js";
import { el, outside } from "./dom.js";
import { named, words } from "./words.js";

export function sure(certainty) {
  const certain = certainty === "CERTAIN";
  return el("span", { class: certainty.toLowerCase(), title: certain ? words.certainMeans : words.possibleMeans }, certain ? words.certain : words.possible);
}

/** A period in words. What no source states is marked, with the reason to read beside the mark. */
export function when(start, end) {
  const phrases = period(start, end).map(({ text, date }, number) => [number ? ", " : "", text, basis(date)]);
  return el("span", { class: "when", title: wording(start, end) }, phrases);
}

function basis(date) {
  if (!date || isStated(date)) return null;
  return [" ", el("abbr", { class: "basis", title: reasons(date.because) }, `(${named("BASES", date.basis)})`)];
}

/** The time of a membership; of the same bounds, those of its partnership are better known. */
export function timeOf(held, whole) {
  return when(...["start", "end"].map((name) => (isSame(held[name], whole[name]) ? whole : held)[name]));
}

/** The time of a membership as far as it differs from that of its partnership; null when it does not. */
export function ownTime(held, whole) {
  const [start, end] = ["start", "end"].map((name) => (isSame(held[name], whole[name]) ? null : held[name]));
  return period(start, end)[0].date ? when(start, end) : null;
}

const isSame = (one, other) => one?.earliest === other?.earliest && one?.latest === other?.latest && one?.planned === other?.planned;

/** The last evidence and its source; null when there is none, or it is the stated end. */
export function lastSeen({ end, lastAttested: last }) {
  if (!last || isEnd(last, end)) return null;
  return el("p", { class: "seen" }, words.lastAttested, " ", evidence(last));
}

const isEnd = (last, end) => end && isStated(end) && !end.planned && end.edtf === last.date.edtf;

const evidence = ({ date, source }) => [
  el("span", { class: "when", title: wording(date) }, partial(date)), ": ", outside(source.url, source.title),
];

/** The last evidence of a member where it is not that of the whole; the date leads to the source. */
export function lastSeenOf({ end, lastAttested: last }, whole) {
  if (!last || isEnd(last, end) || last.date.edtf === whole.lastAttested?.date.edtf) return null;
  return el("p", { class: "seen" }, words.lastAttested, " ", el("span", { title: last.source.title }, outside(last.source.url, partial(last.date))));
}

/** A state with its cause and when it was said; on a day also whether it surely holds then. */
export function said(status, dated = false) {
  const doubt = status.certainty === "POSSIBLE";
  return el("span", { class: `state ${status.state.toLowerCase()}` },
    named("STATES", status.state), status.cause ? ` ${named("CAUSES", status.cause)}` : "", status.contactKept ? `, ${words.contactKept}` : "",
    el("span", { class: "when", title: wording(status.said) }, `, ${status.said ? words.saidOn(partial(status.said)) : words.undated}`),
    dated || doubt ? [" ", sure(status.certainty)] : null);
}

/** Whether a partnership was there on a day, with what that means; nothing for all time. */
export function presence(then, asOf) {
  if (!asOf) return null;
  const means = then && (then.certainty === "CERTAIN" ? words.certainMeans : words.possibleMeans);
  return el("p", { class: "then" },
    el("span", { class: "when" }, `${words.asOf(day(asOf))}: `), then ? sure(then.certainty) : words.absent,
    means ? el("span", { class: "why" }, ` ${means}`) : null);
}

/** The state of a partnership on a day, or the last one; a dash when it was not there. */
export function state(then, asOf) {
  const status = then?.status;
  if (status && status.state !== "UNKNOWN") return said(status, Boolean(asOf));
  return el("span", { class: "when" }, then ? named("STATES", "UNKNOWN") : "–");
}

/** What is known of a partnership and its time, each in a line with its name; `state` is an element that follows the day. */
export function facts(ctx, it, state) {
  const partnership = (one) => ctx.link("partnership", one.slug, one.title);
  const why = [it.start, it.end].filter((date) => date?.because && (date !== it.end || date.latest)).map((date) => reasons(date.because));
  return lines([
    [words.status, state],
    [words.time, when(it.start, it.end), why.length ? el("p", { class: "why" }, why.join(" ")) : null],
    [words.lastAttested, it.lastAttested && evidence(it.lastAttested)],
    [words.programme, inLines(it.programmes.map((one) => programme(one)))],
    [words.partOf, it.partOf && partnership(it.partOf)],
    [words.hasParts, inLines(it.parts.map(partnership))],
    [words.layer, isImported(it.layer) && `${it.layer.title} (${it.layer.licence})`],
  ]);
}

/** Whether a layer is none of the curated base, so that another licence may hold. */
export const isImported = (layer) => layer.name !== "base";

/** A programme, with the time in it as far as a source states it. */
function programme({ programme: { name }, start, end }) {
  const stated = [start, end].map((date) => (date && isStated(date) ? date : null));
  return [name, stated.some(Boolean) ? [", ", when(...stated)] : null];
}

const inLines = (items) => items.length ? items.map((item) => el("div", {}, item)) : null;

/** Names and what belongs to them; lines with nothing are left out. */
function lines(rows) {
  const told = rows.filter(([, content]) => content);
  return el("dl", { class: "facts" }, told.map(([name, ...content]) => el("div", {}, el("dt", {}, name), el("dd", {}, ...content))));
}
