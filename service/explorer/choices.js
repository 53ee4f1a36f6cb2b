// The choices beside the picture: kinds, a Goal, a country; and the numbers of what is shown.
import { KINDS } from "./address.js";
import { el, find, svg } from "./dom.js";
import { LOOKS } from "./draw.js";
import { goal as square } from "./sections.js";
import { language, named, words } from "./words.js";

/** A line as the picture draws it for a kind of relation. */
function sample(kind) {
  const look = LOOKS[kind];
  const heights = look.double ? [8 - 2.2, 8 + 2.2] : [8];
  const drawn = heights.map((y) => svg("path", { d: `M1 ${y}H29`, "stroke-width": look.width, stroke: `var(${look.color})` }));
  const mark = { cx: 15, cy: 8, r: 3, fill: "var(--paper)", stroke: `var(${look.color})`, "stroke-width": 1.4 };
  const size = { viewBox: "0 0 30 16", width: 30, height: 16, "aria-hidden": "true" };
  return svg("svg", size, ...drawn, look.mark ? svg("circle", mark) : null);
}

/** Make the choices, once for each language; `choose` is told of what changes, `state` says what holds. */
export function buildChoices({ goals, layers, places, hues, choose, state }) {
  buildLayers(layers, choose);
  const chosenKinds = () => choose({ kinds: checkedOf("kinds") });
  const boxes = KINDS.map((kind) =>
    el("label", {}, el("input", { type: "checkbox", value: kind, onchange: chosenKinds }), sample(kind), el("span", {}, named("KINDS", kind))));
  const notes = [el("p", { class: "note" }, words.possibleLine), el("p", { class: "note" }, words.threeParties)];
  find("kinds").replaceChildren(find("kinds").firstElementChild, ...boxes, ...notes);

  const goalButtons = goals.map((one) => {
    const name = `${one.number} ${one.title}`;
    const onclick = () => choose({ goals: state().goals === one.number ? null : one.number });
    return el("button", { type: "button", "data-goal": one.number, title: name, "aria-label": name, onclick }, square(one, { "aria-hidden": "true" }));
  });
  const inferred = el("label", {}, el("input", { type: "checkbox", id: "inferred", onchange: () => choose({ inferred: find("inferred").checked }) }), el("span", {}, words.countInferred));
  find("goals").replaceChildren(find("goals").firstElementChild, el("div", { class: "squares" }, goalButtons), el("p", { id: "goal-name" }),
    inferred, el("p", { class: "note" }, words.inferredMeans));
  buildCountries({ places, hues, choose, state });
}

/** The values of the checked boxes of a group; null if all of them or none are checked. */
function checkedOf(id) {
  const boxes = [...find(id).querySelectorAll("input")];
  const values = boxes.filter((box) => box.checked).map((box) => box.value);
  return values.length === boxes.length || !values.length ? null : values;
}

/** A box for each layer of the catalogue, with how many partnerships it holds or also names. */
function buildLayers(layers, choose) {
  const chosen = () => choose({ layers: checkedOf("layers") });
  const boxes = layers.map(({ name, title, licence, count }) =>
    el("label", {}, el("input", { type: "checkbox", value: name, onchange: chosen }), el("span", {}, title, " ", el("span", { class: "in" }, `${count} · ${licence}`))));
  find("layers").replaceChildren(find("layers").firstElementChild, ...boxes, el("p", { class: "note" }, words.listedMeans));
  find("layers").hidden = layers.length < 2;
}

function buildCountries({ places, hues, choose, state }) {
  const names = new Intl.Collator(language);
  const countries = [...new Map(places.map(({ country }) => [country.code, country.name]))].sort((a, b) => names.compare(a[1], b[1]));
  const options = countries.map(([code, name]) => el("option", { value: code }, name));
  find("country").replaceChildren(el("option", { value: "" }, words.allCountries), ...options);
  const legend = [...hues].map(([code, { name, color }]) => {
    const onclick = () => choose({ countries: state().countries === code ? null : code });
    const dot = el("span", { class: "dot", style: { "background-color": `var(${color})` } });
    return el("button", { type: "button", "data-country": code, onclick }, dot, name);
  });
  const others = el("span", {}, el("span", { class: "dot other" }), words.otherCountries);
  find("countries").replaceChildren(...legend, countries.length > hues.size ? others : "");
}

/** Mark what is chosen; `link` leads to all about the chosen Goal. */
export function showChoices(state, goals, link) {
  const press = (button, holds) => button.setAttribute("aria-pressed", String(holds));
  for (const box of find("kinds").querySelectorAll("input")) box.checked = !state.kinds || state.kinds.includes(box.value);
  for (const box of find("layers").querySelectorAll("input")) box.checked = !state.layers || state.layers.includes(box.value);
  if (find("inferred")) find("inferred").checked = state.inferred;
  for (const one of find("goals").querySelectorAll("button")) press(one, state.goals === Number(one.dataset.goal));
  for (const one of find("countries").querySelectorAll("button")) press(one, state.countries === one.dataset.country);
  find("country").value = state.countries ?? "";
  const goal = goals.find(({ number }) => number === state.goals);
  find("goal-name")?.replaceChildren(goal ? link("goal", goal.number, `${goal.number} ${goal.title}`) : "");
}

/** The numbers of what is shown; on a day also how many of them are certain. */
export function showNumbers(count, dated) {
  const row = (name, number, sure) =>
    el("div", {}, el("dt", {}, words[name]), el("dd", { "data-number": name }, String(number)),
      dated && sure !== undefined ? el("dd", { class: "sure", "data-sure": name }, words.sureOf(sure)) : null);
  find("numbers").replaceChildren(
    row("partnerships", count.partnerships, count.surePartnerships),
    row("ties", count.ties, count.sureTies),
    row("places", count.places),
    row("parts", count.parts),
  );
}
