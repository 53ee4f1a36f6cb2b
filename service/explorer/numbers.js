// The view of numbers: partnerships by country, Goal, kind and year, as the service counts them. Each bar is a filter.
import { ask } from "./api.js";
import { today } from "./dates.js";
import { el } from "./dom.js";
import { COUNTS } from "./queries.js";
import { named, words } from "./words.js";

const SHOWN = 12; // bars of a chart before "show more"
const MOST_YEARS = 399; // a series of the service has at most 400 days
const MID_YEAR = "07-01"; // the day on which a year is counted

export class Numbers {
  /** `choose` gets the change of state that a bar asks for; `trouble` gets errors. */
  constructor(box, { choose, trouble }) {
    Object.assign(this, { box, choose, trouble, key: null });
  }

  /** Count what a state shows, from the year of the day `oldest`. Nothing is asked twice. */
  async show(state, { filter, basis, oldest, language, caption }) {
    const [last, first] = [Number(today().slice(0, 4)), Number(oldest.slice(0, 4))];
    const from = `${Math.max(first, last - MOST_YEARS)}-${MID_YEAR}`;
    const to = `${today() < `${last}-${MID_YEAR}` ? last - 1 : last}-${MID_YEAR}`;
    const variables = { asOf: state.asOf, filter, basis, from, to, language: language.toUpperCase() };
    const key = JSON.stringify(variables);
    if (key === this.key) return;
    this.key = key;
    this.box.setAttribute("aria-busy", "true");
    try {
      const { partnerships } = await ask("counts", COUNTS, variables);
      if (key === this.key) this.fill(partnerships, state, caption);
    } catch (error) {
      this.key = null;
      this.trouble(error);
    }
  }

  fill({ totalCount, facets, series }, state, caption) {
    const [countries, goals, kinds] = facets;
    const shared = countries.values.filter(({ key, count }) => count === totalCount && countries.values.length > 1 && key !== state.countries);
    const toggle = (name, value) => ({ pressed: state[name] === value, change: (pressed) => ({ [name]: pressed ? null : value }) });
    const byCountry = countries.values.filter((one) => !shared.includes(one)).map((one) => ({ ...one, name: one.label, ...toggle("countries", one.key) }));
    const byGoal = goals.values.map((one) => ({ ...one, name: `${one.key} ${one.label}`, ...toggle("goals", Number(one.key)) }));
    const byKind = kinds.values.map((one) => ({ ...one, name: named("KINDS", one.key), pressed: state.kinds?.includes(one.key), change: (pressed) => ({ kinds: pressed ? null : [one.key] }) }));
    const byYear = series.toReversed().map(({ day, certain, possible }) => ({ key: day, name: day.slice(0, 4), count: certain + possible, certain, ...toggle("asOf", day) }));
    this.box.removeAttribute("aria-busy");
    this.box.replaceChildren(
      el("h2", {}, caption),
      el("p", { class: "note" }, words.numbersMean),
      el("div", { class: "charts" },
        this.chart(words.byCountry, byCountry, shared.length ? words.inAll(shared.map(({ label }) => label).join(", ")) : null),
        this.chart(words.byGoal, byGoal, goals.missing ? words.withoutGoal(goals.missing) : null),
        this.chart(words.byKind, byKind),
        this.chart(words.byYear, byYear, words.yearMeans)));
  }

  /** A list of bars; a bar is a button that sets a filter, or takes it away when it is pressed. */
  chart(title, bars, note = null, shown = SHOWN) {
    const section = el("section", {}, el("h3", {}, title), note ? el("p", { class: "note" }, note) : null);
    const most = Math.max(1, ...bars.map(({ count }) => count));
    const list = el("ol", { class: "counts" }, bars.slice(0, shown).map((bar) => el("li", {}, this.bar(bar, most))));
    const more = () => section.replaceWith(this.chart(title, bars, note, bars.length));
    section.append(bars.length ? list : el("p", {}, words.nothingCounted), bars.length > shown ? el("button", { type: "button", onclick: more }, words.more(bars.length - shown)) : "");
    return section;
  }

  bar({ key, name, count, certain, pressed, change }, most) {
    const part = (number, kind) => el("span", { class: kind, style: { width: `${(100 * number) / most}%` } });
    return el("button", {
      type: "button", "data-key": key, "aria-pressed": String(Boolean(pressed)),
      onclick: () => this.choose(change(pressed)),
    },
    el("span", { class: "name" }, name),
    el("span", { class: "length", "aria-hidden": "true" }, part(certain, "sure"), part(count - certain, "maybe")),
    el("span", { class: "count" }, String(count)),
    el("span", { class: "unseen" }, words.ofThemCertain(certain)));
  }
}
