// The sentence on the map about places that are not on it, with a list that opens.
import { el } from "./dom.js";
import { isOnMap } from "./map_layout.js";
import { language, words } from "./words.js";

/** Say how many of some places are not on the map, and which; `link` makes a link to a subject. */
export function showUnplaced(box, places, link) {
  const missing = places.filter((place) => !isOnMap(place));
  box.hidden = !missing.length;
  const summary = box.querySelector("summary") ?? box.appendChild(el("summary"));
  summary.textContent = words.unplaced(missing.length);
  box.ontoggle = () => list(box, missing, link);
  box.ontoggle();
}

/** The list is made when it is open: while time plays, the sentence alone changes fast. */
function list(box, places, link) {
  const names = new Intl.Collator(language);
  const sorted = box.open ? places.sort((a, b) => names.compare(a.name, b.name)) : [];
  const items = sorted.map(({ slug, name, country }) => el("li", {}, link("place", slug, name), " ", el("span", { class: "in" }, country.name)));
  box.querySelector("ul")?.remove();
  if (items.length) box.append(el("ul", {}, items));
}
