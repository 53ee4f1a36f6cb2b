// The time line: a slider of months, how many partnerships there were, handovers to click, and play.
import { el, find, svg } from "./dom.js";
import { day, firstOf, isBefore, month, partial, today } from "./dates.js";
import { words } from "./words.js";

const STEP = 70; // milliseconds for a month while it plays
const CALM = { step: 700, months: 12 }; // for those who want less motion
const HEIGHT = 100;

export class Timeline {
  /** `hear` is told of {move: day or null, settle}. */
  constructor(hear) {
    this.hear = hear;
    this.slider = find("slider");
    this.last = month(today());
    this.first = this.last - 12;
    this.slider.addEventListener("input", () => this.move());
    this.slider.addEventListener("change", () => this.hear.settle());
    find("play").addEventListener("click", () => (this.timer ? this.pause() : this.play()));
    find("always").addEventListener("click", () => (this.pause(), this.hear.move(null), this.hear.settle()));
    find("day").addEventListener("change", (event) => this.write(event.target.value));
  }

  write(text) {
    if (!text) return;
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

  play() {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const [wait, months] = calm ? [CALM.step, CALM.months] : [STEP, 1];
    let at = this.asOf && month(this.asOf) < this.last ? month(this.asOf) : this.first;
    const step = () => {
      at = Math.min(at + months, this.last);
      this.hear.move(this.dayOf(at));
      if (at >= this.last) this.pause();
    };
    this.timer = setInterval(step, wait);
    step();
    this.show(this.asOf);
  }

  pause() {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
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
    const playing = Boolean(this.timer);
    find("play").setAttribute("aria-label", playing ? words.pause : words.play);
    find("play").title = playing ? words.pause : words.play;
    find("play").textContent = playing ? "❚❚" : "▶";
  }

  /** Where a day lies between the ends, 0 to 1. */
  at(text) {
    const part = (Date.parse(text) - Date.parse(this.from)) / (Date.parse(today()) - Date.parse(this.from) || 1);
    return Math.max(0, Math.min(1, part));
  }

  scale() {
    const [from, to] = [Math.ceil(this.first / 12), Math.floor(this.last / 12)];
    const every = to - from > 30 ? 10 : 5;
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
          el("button", { type: "button", class: "mark", title: said, "aria-label": said, style: { left: `${50 * (from + to)}%` }, onclick: () => open(handover) }),
        ];
      }),
    );
  }
}
