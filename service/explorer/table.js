// The table: the same ties as the picture, in words.
import { el } from "./dom.js";
import { named, words } from "./words.js";

const ROWS = 200;

/** The ties that are there as rows of text and links, in the order of names; a place without a tie has a row too. */
export function rows(found, network, language) {
  const names = new Intl.Collator(language);
  const place = (slug) => network.places.get(slug);
  const tied = [...found.ties.values()].flatMap(({ a, b, lines }) =>
    lines.map((line) => {
      const [one, other] = [place(a), place(b)].sort((x, y) => Number(y.country.code === "SE") - Number(x.country.code === "SE") || names.compare(x.name, y.name));
      return { one, other, ...line };
    }),
  );
  const alone = [...found.places].filter(([, degree]) => !degree).map(([slug]) => ({ one: place(slug), other: null, partnerships: [] }));
  return [...tied, ...alone].sort((x, y) => names.compare(x.one.name, y.one.name) || names.compare(x.other?.name ?? "", y.other?.name ?? ""));
}

/** Fill a box with the table; `link` makes a link to a subject. */
export function table(box, list, caption, link, shown = ROWS) {
  if (!list.length) return box.replaceChildren(el("p", { class: "empty" }, words.tableEmpty));
  const place = (one) => [link("place", one.slug, one.name), " ", el("span", { class: "in" }, one.country.name)];
  const body = list.slice(0, shown).map(({ one, other, kind, sure, partnerships }) =>
    el("tr", {},
      el("th", { scope: "row" }, place(one)),
      el("td", {}, other ? place(other) : words.alone),
      el("td", {}, kind ? named("KINDS", kind) : ""),
      el("td", {}, kind ? el("span", { class: sure === 2 ? "certain" : "possible" }, sure === 2 ? words.certain : words.possible) : ""),
      el("td", {}, partnerships.map((p, number) => [number ? ", " : "", link("partnership", p.slug, p.title)])),
    ),
  );
  const heads = [words.place, words.partner, words.kindOf, words.certainty, words.made];
  const rest = list.length - shown;
  box.replaceChildren(
    el("table", {},
      el("caption", {}, caption),
      el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))),
      el("tbody", {}, body),
    ),
    rest > 0 ? el("button", { type: "button", onclick: () => table(box, list, caption, link, shown + 5 * ROWS) }, words.more(Math.min(rest, 5 * ROWS))) : "",
  );
}

/** The same rows as CSV; a cell that a spreadsheet would take for a formula begins with an apostrophe. */
export function csv(list) {
  const cell = (text) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  const heads = ["place", "country", "partner", "partner_country", "kind", "certainty", "partnerships"];
  const lines = list.map(({ one, other, kind, sure, partnerships }) => [
    one.name, one.country.code, other?.name ?? "", other?.country.code ?? "", kind ?? "",
    kind ? (sure === 2 ? "CERTAIN" : "POSSIBLE") : "", partnerships.map((p) => p.title).join("; "),
  ]);
  return [heads, ...lines].map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
}
