// The texts of the explorer in the language of the page; the server's pages read the same files.
import english from "./english.json" with { type: "json" };
import swedish from "./swedish.json" with { type: "json" };

/** Texts ready for use: one with gaps `{}` becomes a function of their values, {one, other} a function of a number. */
function prepare(text) {
  if (typeof text === "string") return text.includes("{}") ? (...values) => fill(text, values) : text;
  if (Array.isArray(text)) return text;
  if (text.one && text.other) return (number) => fill(number === 1 ? text.one : text.other, [number]);
  return Object.fromEntries(Object.entries(text).map(([name, inner]) => [name, prepare(inner)]));
}

function fill(text, values) {
  const rest = [...values];
  return text.replaceAll("{}", () => String(rest.shift()));
}

export const languages = { en: prepare(english), sv: prepare(swedish) };
export let words = languages.en;
export let language = "en";

/** Set the language of the page, also of elements with `data-word` or `data-label`. */
export function speak(name) {
  language = name;
  words = languages[name];
  document.documentElement.lang = name;
  for (const made of document.querySelectorAll("[data-word]")) made.textContent = words[made.dataset.word];
  for (const made of document.querySelectorAll("[data-label]")) {
    made.setAttribute("aria-label", words[made.dataset.label]);
    if (made.localName === "button") made.title = words[made.dataset.label];
  }
}

/** The text of a table by name, or what the service says if there is none. */
export const named = (table, name) => words[table][name] ?? name;
