// The texts of the explorer in the language that it speaks.
import { en } from "./english.js";
import { sv } from "./swedish.js";

export const languages = { en, sv };
export let words = en;
export let language = "en";

/** Speak this language from now on, wherever the document says `data-word` or `data-label` too. */
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

/** Where there is one, the word; otherwise what the service says. */
export const named = (table, name) => words[table][name] ?? name;
