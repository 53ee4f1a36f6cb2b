// The start: what this is, a search for a municipality, four numbers and the stories, for who has never been here.
import { el, find } from "./dom.js";
import { words } from "./words.js";

/** Fill the start: numbers of the `beginning`, when it is there, and stories; `tell` plays one. */
export function showStart({ beginning: { network, partnerships, catalogue }, stories, language, tell, close }) {
  const figure = (name, number) => el("div", {}, el("dt", {}, words[name]), el("dd", { "data-start": name }, number === undefined ? "…" : format(number, language)));
  find("start-numbers").replaceChildren(
    figure("startPlaces", network?.order),
    figure("startPartnerships", partnerships?.totalCount),
    figure("startCountries", partnerships?.facets[1].distinct),
    figure("startSources", catalogue?.sources));
  find("start-stories").replaceChildren(...stories.map((story) =>
    el("li", {}, el("button", { type: "button", "data-story": story.name, onclick: () => tell(story) },
      el("span", { class: "symbol", "aria-hidden": "true" }, "▶"),
      el("span", {}, el("strong", {}, story.title[language]), el("span", { class: "in" }, story.about[language]))))));
  find("start-close").onclick = close;
}

const format = (number, language) => new Intl.NumberFormat(language).format(number);
