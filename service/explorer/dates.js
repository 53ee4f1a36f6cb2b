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
  return date ? edtf(date.edtf) : "";
}

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

/** From when to when, as far as it is known. */
export function period(start, end) {
  const w = words.DATES;
  if (!start && !end) return w.unknown;
  if (!end) return w.since(partial(start));
  if (!start) return end.edtf === ".." ? w.open : w.until(partial(end));
  return `${partial(start)} – ${partial(end)}`;
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
