// Days and partial dates (EDTF) as people write them, never sharper than the source.
import { language, words } from "./words.js";

const LOCALES = { en: "en-GB", sv: "sv-SE" };

/** A day of the calendar in words. */
export function day(text) {
  return format(text, { day: "numeric", month: "long", year: "numeric" });
}

function format(text, options) {
  const when = new Date(`${text}T00:00:00Z`);
  return new Intl.DateTimeFormat(LOCALES[language], { ...options, timeZone: "UTC" }).format(when);
}

/** 2018, May 2018, spring 2018, about 2018, between 26 May 2018 and 2020 … */
export function partial(date) {
  if (!date) return "";
  return edtf(textOf(date));
}

/** False for a date that the service has inferred from others. Dates that were not asked for their basis are stated. */
export const isStated = ({ basis = "STATED" }) => basis === "STATED";
const textOf = (date) => (isStated(date) ? date.edtf : rounded(date.edtf));
const isRange = (date) => textOf(date).startsWith("[");
const isOpen = ({ edtf: text }) => text === "..";

/** An inferred interval between years or months instead of their first and last days. */
function rounded(text) {
  const [, first, last] = /^\[(.*)\.\.(.*)\]$/.exec(text) ?? [];
  if (first === undefined) return text;
  const [from, to] = [first.replace(/(-01)?-01$/, ""), roundedEnd(last)];
  return from === to ? from : `[${from}..${to}]`;
}

function roundedEnd(text) {
  const [year, month] = text.split("-");
  if (!text || text !== lastOf(year, month)) return text;
  return month === "12" ? year : `${year}-${month}`;
}

const lastOf = (year, month) => new Date(Date.UTC(Number(year), Number(month), 0)).toISOString().slice(0, 10);

function edtf(text) {
  const w = words.DATES;
  if (text === "..") return w.open;
  const range = /^\[(.*)\.\.(.*)\]$/.exec(text);
  if (range) {
    if (!range[1]) return w.by(edtf(range[2]));
    return range[2] ? w.between(edtf(range[1]), edtf(range[2])) : w.from(edtf(range[1]));
  }
  if (text.includes("/")) return text.split("/").map((end) => (end === ".." ? "" : edtf(end))).join("–");
  return point(text, w);
}

function point(text, w) {
  const mark = /[~?%]$/.exec(text)?.[0];
  const plain = mark ? text.slice(0, -1) : text;
  const [year, month, date] = plain.split("-");
  let said = year;
  if (date) said = day(plain);
  else if (Number(month) > 12) said = `${w.seasons[Number(month) - 21]} ${year}`;
  else if (month) said = format(`${plain}-01`, { month: "long", year: "numeric" });
  if (mark === "~" || mark === "%") said = w.about(said);
  return mark === "?" || mark === "%" ? w.doubtful(said) : said;
}

/** From when to when, as far as it is known: phrases, each with its date. The last day that is attested is no end. */
export function period(start, end) {
  const w = words.DATES;
  const over = end && !isOpen(end) && !end.planned;
  if (start && over && ![start, end].some(isRange)) return [{ text: `${partial(start)} – ${partial(end)}`, date: end }];
  const phrases = [start && begun(start, w), end && ended(end, w)].filter(Boolean);
  return phrases.length ? phrases : [{ text: w.unknown }];
}

function begun(date, w) {
  return { text: (isRange(date) ? w.began : w.since)(partial(date)), date };
}

function ended(date, w) {
  if (isOpen(date)) return { text: w.open, date };
  if (date.planned) return { text: w.planned(partial(date)), date };
  if (!isStated(date) && !date.latest) return null;
  return { text: (isRange(date) ? w.ended : w.until)(partial(date)), date };
}

/** Why the service infers a date, in the language of the page. */
export function reasons(because) {
  return because
    .split(/(?<=\.) /)
    .map((sentence) => {
      const [, evidence, text] = /^(.*) (\d{4}-\d{2}-\d{2})\.$/.exec(sentence) ?? [];
      return words.EVIDENCE[evidence]?.(day(text)) ?? words.REASONS[sentence] ?? sentence;
    })
    .join(" ");
}

/** An element's worth of a date: its words, and the source's own wording to read beside it. */
export const wording = (...dates) => dates.map((date) => date?.wording).filter(Boolean).join("; ") || null;

const MONTHS = 12;
/** Months since the year 0; a slider counts in them. */
export const month = (text) => Number(text.slice(0, 4)) * MONTHS + Number(text.slice(5, 7)) - 1;
/** The first day of a month that a slider counts. */
export const firstOf = (number) =>
  `${String(Math.floor(number / MONTHS)).padStart(4, "0")}-${String((number % MONTHS) + 1).padStart(2, "0")}-01`;
export const today = () => new Date().toLocaleDateString("sv-SE");
/** Days of four-digit years are in the order of their letters. */
export const isBefore = (one, other) => one < other;
