// Plays a story: a list of addresses with a sentence each. Between two that differ in their day alone, time passes.
import { read } from "./address.js";
import { el, find } from "./dom.js";
import { words } from "./words.js";

const SPOKEN = 55; // milliseconds to read a letter
const LEAST = 4000; // milliseconds that a step stays

/** The stories as an editor wrote them: [{name, title, steps: [{address, text}]}], title and text by language. */
export async function loadStories() {
  const response = await fetch(new URL("./stories.json", import.meta.url));
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return response.json();
}

export class Story {
  /** `show` draws a state, `run` lets time pass until a day, `passing` says whether it still does, `language` says in which language to tell. */
  constructor(ctx) {
    Object.assign(this, ctx);
    this.box = find("story");
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    document.addEventListener("visibilitychange", () => document.hidden && this.pause());
  }

  get open() {
    return Boolean(this.story);
  }

  begin(story) {
    this.story = story;
    this.playing = !this.still.matches;
    this.to(0);
    this.box.querySelector("h2").focus();
  }

  to(number) {
    const before = this.open && this.number === number - 1 ? read(search(this.story.steps[this.number])) : null;
    this.number = number;
    const state = read(search(this.story.steps[number]));
    if (before && isLater(before, state)) this.run(state.asOf);
    else this.show(state);
    this.draw();
    this.wait();
  }

  /** Go on when the sentence has been read and time has stopped. */
  wait() {
    clearTimeout(this.timer);
    if (!this.playing) return;
    const text = this.story.steps[this.number].text[this.language()];
    this.timer = setTimeout(() => this.next(), Math.max(LEAST, SPOKEN * text.length));
  }

  next() {
    if (this.passing()) return void (this.timer = setTimeout(() => this.next(), 500));
    if (this.number + 1 < this.story.steps.length) this.to(this.number + 1);
    else this.pause();
  }

  pause() {
    if (!this.open) return;
    this.playing = false;
    clearTimeout(this.timer);
    this.draw();
  }

  resume() {
    this.playing = true;
    if (this.number + 1 < this.story.steps.length) this.to(this.number + 1);
    else this.to(0);
  }

  close() {
    clearTimeout(this.timer);
    this.story = null;
    this.box.hidden = true;
    this.box.replaceChildren();
  }

  draw() {
    const { story, number } = this;
    const focused = this.box.contains(document.activeElement) ? document.activeElement.id : null;
    const button = (id, name, symbol, onclick, disabled = false) =>
      el("button", { type: "button", id, "aria-label": name, title: name, onclick, disabled }, el("span", { "aria-hidden": "true" }, symbol));
    this.box.hidden = false;
    this.box.setAttribute("aria-label", story.title[this.language()]);
    this.box.replaceChildren(
      el("h2", { tabindex: "-1", id: "story-title" }, story.title[this.language()]),
      el("p", { "aria-live": "polite" }, story.steps[number].text[this.language()]),
      el("div", { class: "acts" },
        el("span", { class: "in" }, words.stepOf(number + 1, story.steps.length)),
        button("story-back", words.previous, "←", () => (this.pause(), this.to(number - 1)), number === 0),
        this.playing ? button("story-play", words.pause, "❚❚", () => this.pause()) : button("story-play", words.play, "▶", () => this.resume()),
        button("story-next", words.next, "→", () => (this.pause(), this.to(number + 1)), number + 1 === story.steps.length),
        button("story-close", words.closeStory, "✕", () => this.leave())));
    if (focused) (find(focused)?.disabled ? find("story-play") : find(focused))?.focus();
  }

  leave() {
    this.close();
    find("view").focus({ preventScroll: true });
  }
}

const search = ({ address }) => new URL(address, location.href).search;

/** Whether two states are the same but for a later day. */
function isLater(before, after) {
  const rest = (state) => JSON.stringify({ ...state, asOf: null });
  return Boolean(before.asOf && after.asOf) && before.asOf < after.asOf && rest(before) === rest(after);
}
