// What a node or a line of the picture is, in words: beside the pointer or the focus, and for those who listen.
import { el, find } from "./dom.js";
import { named, words } from "./words.js";

const MOST_NAMES = 6;

/** A node in a sentence. On the map it may stand for several places. */
export function described({ name, country, degree, places }) {
  const what = places?.length > 1 ? `${name}: ${words.placeCount(places.length)}` : `${name}, ${country.name}`;
  return `${what}, ${words.tieCount(degree)}`;
}

/** The lines of the tip about a node or a line, as elements. A line may stand for several ties. */
function tipOf({ node, line }) {
  if (line) return [...namesOf(line.partnerships.map(({ title }) => title)), span(`${named("KINDS", line.kind)}, ${line.sure ? words.certain : words.possible}`)];
  if (node.places?.length > 1) return [...namesOf(node.places.map(({ name }) => name)), span(words.tieCount(node.degree))];
  return [strong(node.name), span(node.country.name), span(words.tieCount(node.degree))];
}

/** Say beside the pointer, or beside the node with the focus, what is there; nothing hides the tip. */
export function showTip({ width, height }, under, x, y) {
  const tip = find("tip");
  tip.hidden = !under;
  if (!under) return;
  tip.replaceChildren(...tipOf(under));
  const left = Math.max(Math.min(x + 14, width - tip.offsetWidth - 6), 6);
  const top = y + 18 + tip.offsetHeight > height ? y - tip.offsetHeight - 12 : y + 18;
  tip.style.setProperty("transform", `translate(${left}px, ${top}px)`);
}

/** Some names, and how many more there are. */
function namesOf(names) {
  const rest = names.length - MOST_NAMES;
  return [...names.slice(0, MOST_NAMES).map(strong), ...(rest > 0 ? [span(words.andMore(rest))] : [])];
}

const strong = (text) => el("strong", {}, text);
const span = (text) => el("span", {}, text);
