// The search field: suggestions in any spelling, by keyboard or pointer (the combobox of the ARIA practices).
import { ask } from "./api.js";
import { el, say } from "./dom.js";
import { SEARCH } from "./queries.js";
import { words } from "./words.js";

const PATIENCE = 140; // milliseconds after the last key

export class Search {
  /** `choose` gets the subject of a hit; `spoken` gives the language of the answers; `trouble` gets errors. */
  constructor(field, list, choose, spoken, trouble) {
    Object.assign(this, { field, list, choose, spoken, trouble, chosen: -1, subjects: [] });
    this.field.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.look(), PATIENCE);
    });
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
  }

  async look() {
    const text = this.field.value.trim();
    if (!text) return this.close();
    try {
      const { search } = await ask("search", SEARCH, { text, language: this.spoken() });
      if (text === this.field.value.trim()) this.suggest(withoutTwins(search));
    } catch (error) {
      this.trouble(error);
    }
  }

  suggest(hits) {
    this.subjects = hits.map(subjectOf);
    this.chosen = -1;
    const rows = hits.map((hit, number) =>
      el("li", { role: "option", id: `${this.list.id}-${number}`, "aria-selected": "false", onclick: () => this.pick(number) }, ...said(hit)),
    );
    this.list.replaceChildren(...(rows.length ? rows : [el("li", { role: "option", "aria-disabled": "true", class: "none" }, words.noHits)]));
    this.list.hidden = false;
    this.field.setAttribute("aria-expanded", "true");
    say(rows.length ? words.found(rows.length) : words.noHits);
  }

  key(event) {
    const count = this.subjects.length;
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter") this.enter();
    else if (event.key === "ArrowDown" && count) this.light((this.chosen + 1) % count);
    else if (event.key === "ArrowUp" && count) this.light((this.chosen - 1 + count) % count);
    else return;
    event.preventDefault();
  }

  /** The hit that is lit, or the first one; of what was just written, if the hits are older than that. */
  async enter() {
    clearTimeout(this.timer);
    if (this.chosen < 0) await this.look();
    if (this.subjects.length) this.pick(Math.max(this.chosen, 0));
  }

  light(number) {
    this.chosen = number;
    for (const [at, row] of [...this.list.children].entries()) row.setAttribute("aria-selected", String(at === number));
    this.list.children[number]?.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", `${this.list.id}-${number}`);
  }

  pick(number) {
    const subject = this.subjects[number];
    this.close();
    this.field.value = "";
    this.choose(subject);
  }

  close() {
    this.subjects = [];
    this.chosen = -1;
    this.list.hidden = true;
    this.list.replaceChildren();
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }
}

/** The hits without those that lead to the same page as a better one. */
function withoutTwins(hits) {
  const keys = hits.map((hit) => JSON.stringify(subjectOf(hit)));
  return hits.filter((_, number) => keys.indexOf(keys[number]) === number);
}

/** What the page shows for a hit: of a project, its partnership. */
function subjectOf({ municipality, partnership, country, goal, project }) {
  if (municipality) return { kind: "place", key: municipality.slug };
  if (partnership || project) return { kind: "partnership", key: (partnership ?? project.partnership).slug };
  return country ? { kind: "country", key: country.code } : { kind: "goal", key: String(goal.number) };
}

function said({ matched, municipality, partnership, country, goal, project }) {
  const title = partnership?.title ?? project?.partnership.title;
  const name = municipality?.name ?? title ?? country?.name ?? `${goal.number} ${goal.title}`;
  const kind = municipality ? municipality.country.name : title ? words.made : country ? words.country : words.goalsOf;
  return [
    el("span", { class: "name" }, name),
    matched !== name && !goal ? el("span", { class: "matched" }, matched) : null,
    el("span", { class: "kind" }, kind),
  ].filter(Boolean);
}
