// The time line: a slider of months, how many partnerships there were, handovers with names, and play.
import { el, find, svg } from "./dom.js";
import { day, firstOf, isBefore, month, partial, today } from "./dates.js";
import { words } from "./words.js";

const MOVING = { step: 1000 / 12, months: 1 }; // a year in a second
const CALM = { step: 1000, months: 12 }; // the same in one step, for those who want less motion
const TYPED = "1000-01-01"; // earlier days, and none, are what a field holds while a year is being typed
const HEIGHT = 100;
const NARROW = 400; // pixels of a line on which years stand half as close
const MOST_NAMED = 5; // handovers whose names stand beside their marks

export class Timeline {
  /** `hear` is told of {move: day or null, settle}. */
  constructor(hear) {
    this.hear = hear;
    this.slider = find("slider");
    this.last = month(today());
    this.first = this.last - 12;
    this.slider.addEventListener("input", () => this.move());
    this.slider.addEventListener("change", () => this.hear.settle());
    find("play").addEventListener("click", () => (this.playing ? this.pause() : this.play()));
    find("always").addEventListener("click", () => (this.pause(), this.hear.move(null), this.hear.settle()));
    find("day").addEventListener("change", (event) => this.write(event.target.value));
  }

  write(text) {
    if (text < TYPED) return;
    this.pause();
    this.hear.move(isBefore(text, this.from) ? this.from : isBefore(today(), text) ? today() : text);
    this.hear.settle();
  }

  /** From the oldest start that is known to today. */
  span(oldest) {
    this.from = oldest;
    this.first = month(oldest);
    this.slider.min = this.first;
    this.slider.max = this.last;
    find("day").min = oldest;
    find("day").max = today();
    this.scale();
  }

  move() {
    this.pause();
    this.hear.move(this.dayOf(Number(this.slider.value)));
  }

  dayOf(number) {
    if (number >= this.last) return today();
    return number <= this.first ? this.from : firstOf(number);
  }

  /** Let time pass from the day that is shown, a year in a second, until a day: today, or the one that is given. */
  play(until = today()) {
    this.stop();
    const { step: wait, months } = matchMedia("(prefers-reduced-motion: reduce)").matches ? CALM : MOVING;
    const end = month(until);
    let at = this.asOf && month(this.asOf) < end ? month(this.asOf) : Math.min(this.first, end);
    const step = () => {
      at = Math.min(at + months, end);
      this.hear.move(at < end ? this.dayOf(at) : until);
      if (at >= end) this.pause();
    };
    this.timer = setInterval(step, wait);
    step();
    if (this.timer) this.show(this.asOf);
  }

  get playing() {
    return Boolean(this.timer);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
  }

  pause() {
    if (!this.playing) return;
    this.stop();
    this.show(this.asOf);
    this.hear.settle();
  }

  show(asOf) {
    this.asOf = asOf;
    this.slider.value = asOf ? month(asOf) : this.last;
    this.slider.setAttribute("aria-valuetext", asOf ? day(asOf) : words.always);
    this.slider.classList.toggle("whole", !asOf);
    if (find("day").value !== (asOf ?? "")) find("day").value = asOf ?? "";
    find("always").setAttribute("aria-pressed", String(!asOf));
    find("play").setAttribute("aria-label", this.playing ? words.pause : words.play);
    find("play").title = this.playing ? words.pause : words.play;
    find("play").textContent = this.playing ? "❚❚" : "▶";
  }

  /** Where a day lies between the ends, 0 to 1. */
  at(text) {
    const part = (Date.parse(text) - Date.parse(this.from)) / (Date.parse(today()) - Date.parse(this.from) || 1);
    return Math.max(0, Math.min(1, part));
  }

  scale() {
    const [from, to] = [Math.ceil(this.first / 12), Math.floor(this.last / 12)];
    const every = (to - from > 30 ? 10 : 5) * (this.slider.offsetWidth < NARROW ? 2 : 1);
    const years = [];
    for (let year = Math.ceil(from / every) * every; year <= to; year += every) years.push(year);
    find("scale").replaceChildren(
      ...years.map((year) => el("span", { style: { left: `${100 * this.at(`${year}-01-01`)}%` } }, String(year))),
    );
  }

  /** How many partnerships there surely and perhaps were, year by year. */
  count(years) {
    const most = Math.max(1, ...years.map(({ sure, maybe }) => sure + maybe));
    const area = (height, name) => {
      const points = years.map((one) => `${1000 * this.at(`${one.year}-07-01`)},${HEIGHT * (1 - height(one) / most)}`);
      return svg("polygon", { points: [`0,${HEIGHT}`, ...points, `1000,${points.at(-1)?.split(",")[1] ?? HEIGHT}`, `1000,${HEIGHT}`].join(" "), class: name });
    };
    find("years").setAttribute("viewBox", `0 0 1000 ${HEIGHT}`);
    find("years").replaceChildren(area(({ sure, maybe }) => sure + maybe, "maybe"), area(({ sure }) => sure, "sure"));
  }

  /** A mark for each handover, on the days on which it may have come about. */
  mark(handovers, open) {
    const dated = handovers.filter(({ date }) => date?.earliest || date?.latest);
    find("handovers").replaceChildren(
      ...dated.flatMap((handover) => {
        const { date, predecessor, successor } = handover;
        const [from, to] = [this.at(date.earliest ?? date.latest), this.at(date.latest ?? date.earliest)];
        const said = `${words.handover}: ${predecessor.name} → ${successor.name}, ${partial(date)}`;
        return [
          el("span", { class: "while", style: { left: `${100 * from}%`, width: `${100 * (to - from)}%` } }),
          el("button", { type: "button", class: "mark", title: said, "aria-label": said, style: { left: `${50 * (from + to)}%` }, onclick: () => open(handover) },
            dated.length <= MOST_NAMED ? el("span", { class: from + to > 1 ? "name before" : "name" }, `${predecessor.name} → ${successor.name}`) : null),
        ];
      }),
    );
  }
}
