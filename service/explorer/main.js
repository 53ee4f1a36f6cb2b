// The explorer: keeps what is shown, the address and the parts of the page in step.
import { EVERYTHING, read, write } from "./address.js";
import { ask, forget } from "./api.js";
import { buildChoices, showChoices, showNumbers } from "./choices.js";
import { copy, showDownloads, showEmbedding, showQueries } from "./dialogs.js";
import { day } from "./dates.js";
import { el, find, say } from "./dom.js";
import { loadNetwork, loadPositions, showProgress, showWaiting } from "./loading.js";
import { Network, counted } from "./network.js";
import { Numbers } from "./numbers.js";
import { Panel, scale } from "./panel.js";
import { Picture } from "./picture.js";
import { BEGINNING, NUMBERS } from "./queries.js";
import { hueOf, sceneOf } from "./scene.js";
import { Search } from "./search.js";
import { showStart } from "./start.js";
import { Story, loadStories } from "./stories.js";
import { rows, table } from "./table.js";
import { Timeline } from "./timeline.js";
import { described, showTip } from "./tip.js";
import { showUnplaced } from "./unplaced.js";
import { language, speak, words } from "./words.js";

const OLDEST = "1990-01-01"; // where time begins when no start is known
const PAGE = location.pathname.endsWith("/embed") ? "embed" : "";

let state = read(location.search);
let network = new Network([], []);
let beginning = { goals: [], handovers: { nodes: [] }, layers: [] };
let stories = [];
let found = network.at(filter());
let hues = new Map();
let begun;
let complete = false; // whether all of the network is loaded
let positions = []; // members with their positions in the network, as far as they are loaded
let positioning = null; // the promise of all of them, once the view was opened

const picture = new Picture(find("canvas"), { open: openUnder, point: (...where) => showTip(picture, ...where), focus: (node) => say(described(node)), move: () => showTip(picture, null), trouble });
const timeline = new Timeline({ move: (asOf) => go({ asOf }, { quiet: true }), settle });
const panel = new Panel({
  link,
  at: (text) => scale(timeline.from ?? OLDEST)(text),
  language: () => language,
  basis,
  handovers: () => begun.then(() => beginning.handovers.nodes),
  close: () => (go({ subject: null }), find("canvas").focus({ preventScroll: true })),
  trouble,
});
const numbers = new Numbers(find("counts"), { choose: go, trouble });
const story = new Story({
  show: (shown) => go({ ...shown, start: false, language: state.language }),
  run: (asOf) => timeline.play(asOf),
  passing: () => timeline.playing,
  language: () => language,
});
const chooseFound = (subject) => (story.close(), go({ subject }), panelFocus());
for (const names of [["search", "hits"], ["start-search", "start-hits"]]) new Search(...names.map(find), chooseFound, () => language.toUpperCase(), trouble);

function filter() {
  const { asOf, kinds, goals, inferred, countries, layers } = state;
  return { asOf, kinds, goals, inferred, countries, layers };
}

/** The same as a `PartnershipFilter` of the service. */
function partnershipFilter() {
  const { kinds, goals, countries, layers } = state;
  const ofGoal = goals && { goals: [goals], goalBasis: basis() };
  return { ...(kinds && { kinds }), ...ofGoal, ...(countries && { countries: [countries] }), ...(layers && { layers }) };
}

/** How links to Goals that count are known. */
function basis() {
  return state.inferred ? ["STATED", "INFERRED"] : ["STATED"];
}

const address = () => write(state, PAGE);

/** A link to a subject within what is shown now. */
function link(kind, key, ...content) {
  return el("a", { href: write({ ...state, subject: { kind, key: String(key) } }, PAGE), "data-go": "subject" }, ...content);
}

const scene = () => sceneOf(network, found, hues, state, beginning.handovers.nodes);

/** Change what is shown, which also leaves the start. `quiet` while something moves: the address follows when it has come to rest. */
function go(change, { quiet = false, replace = PAGE === "embed" } = {}) {
  state = { ...state, start: false, ...change };
  if (!quiet) history[replace ? "replaceState" : "pushState"](null, "", address());
  render();
  if (!quiet) settleSoon();
}

/** What moved has come to rest. */
function settle() {
  if (address() !== location.pathname + location.search) history[PAGE ? "replaceState" : "pushState"](null, "", address());
  settleSoon();
}

let resting;
function settleSoon() {
  clearTimeout(resting);
  resting = setTimeout(askNumbers, 120);
}

/** The numbers as the service counts them; while something moves the page counts for itself. */
async function askNumbers() {
  const { asOf, kinds, goals, countries, layers } = state;
  const wanted = JSON.stringify(filter());
  panel.settle(asOf);
  countYears();
  if (state.view === "numbers") showCounts();
  try {
    const data = await ask("numbers", NUMBERS, { asOf, kinds, filter: partnershipFilter() });
    if (wanted !== JSON.stringify(filter()) || !network.partnerships.length) return;
    const own = goals || countries || layers;
    const whole = { places: data.network.order, ties: data.network.size, parts: data.network.componentCount };
    showNumbers({ ...counted(found), partnerships: data.partnerships.totalCount, ...(own ? {} : whole) }, Boolean(asOf));
    find("numbers").dataset.settled = wanted;
  } catch (error) {
    trouble(error);
  }
}

/** The curve of the time line, for the partnerships that are chosen. */
let curve;
function countYears() {
  const wanted = JSON.stringify({ ...filter(), asOf: null });
  if (!timeline.from || curve === wanted) return;
  curve = wanted;
  timeline.count(network.years(Number(timeline.from.slice(0, 4)), new Date().getFullYear(), filter()));
}

function showCounts() {
  return numbers.show(state, { filter: partnershipFilter(), basis: basis(), oldest: timeline.from ?? OLDEST, language, caption: words.numbersOf(when()) });
}

const when = () => (state.asOf ? words.asOf(day(state.asOf)) : words.allTime);

function render() {
  found = network.at(filter());
  showNumbers(counted(found), Boolean(state.asOf));
  delete find("numbers").dataset.settled;
  timeline.show(state.asOf);
  showView();
  document.body.classList.toggle("panelled", Boolean(state.subject));
  find("start").hidden = !state.start || Boolean(PAGE);
  const chosen = state.subject && `${state.subject.kind}-${state.subject.key}`;
  const turned = chosen !== document.body.dataset.chosen;
  document.body.dataset.chosen = chosen ?? "";
  panel.show(state.subject, state.asOf);
  if (turned && state.subject) requestAnimationFrame(() => picture.lookAt(picture.scene.lit ?? []));
  showChoices(state, beginning.goals, link);
  find("open-whole").href = write(state);
}

/** Show the view that is chosen: map or network, which share the canvas, the table, or the numbers. */
function showView() {
  const { view } = state;
  const drawn = view === "map" || view === "network";
  if (view === "network") ensurePositions();
  if (drawn) picture.show(scene(), view);
  find("canvas").setAttribute("aria-label", words[view === "map" ? "mapOf" : "pictureOf"](when(), found.places.size, found.ties.size));
  find("picture").hidden = !drawn;
  find("table").hidden = view !== "table";
  find("counts").hidden = view !== "numbers";
  showUnplaced(find("unplaced"), view === "map" ? [...found.places.keys()].map((slug) => network.places.get(slug)) : [], link);
  if (view === "table") table(find("table"), rows(found, network, language), words.tableOf(when()), link);
  for (const tab of document.querySelectorAll("[data-view]")) tab.setAttribute("aria-pressed", String(tab.dataset.view === view));
}

/** Load the positions in the network when its view is first opened, those of the most connected places first. */
function ensurePositions() {
  if (positioning) return;
  showWaiting(true);
  const failed = (error) => ((positioning = null), trouble(error));
  positioning = loadPositions(place).then(() => showWaiting(false), failed);
}

/** Draw the network with these positions. */
function place(members) {
  positions = members;
  network.position(positions);
  if (state.view === "network") picture.show(scene(), state.view);
}

function openUnder(under) {
  if (under?.node) go({ subject: { kind: "place", key: under.node.slug } });
  else if (under?.line) go({ subject: { kind: "partnership", key: under.line.partnerships[0].slug } });
  else if (state.subject) go({ subject: null });
}

/** Load everything anew, in the language of the page, and draw it as it comes. */
async function loadAll() {
  find("trouble").hidden = true;
  document.body.setAttribute("aria-busy", "true");
  complete = false;
  curve = null;
  fillStart();
  begun = ask("beginning", BEGINNING, { language: language.toUpperCase() }).then(begin);
  loadStories().then((list) => ((stories = list), fillStart())).catch(trouble);
  const [loaded] = await Promise.all([loadNetwork(language, take), begun]);
  complete = true;
  take(loaded.network, loaded.progress);
  timeline.span(network.oldest ?? OLDEST);
  timeline.mark(beginning.handovers.nodes, ({ slug, date }) => {
    go({ subject: { kind: "handover", key: slug }, asOf: date.earliest ?? date.latest });
    panelFocus();
  });
  buildChoices({ ...beginning, places: [...network.places.values()], hues, choose: go, state: () => state });
  render();
  await Promise.all([panel.show(state.subject, state.asOf, true), positioning]);
  document.body.removeAttribute("aria-busy");
  performance.mark("complete");
  settleSoon();
}

function begin(data) {
  const count = new Map(data.partnerships.facets[0].values.map((one) => [one.key, one.count]));
  beginning = { ...data, layers: data.catalogue.layers.map((layer) => ({ ...layer, count: count.get(layer.name) ?? 0 })) };
  fillStart();
}

function fillStart() {
  showStart({ beginning, stories, language, tell: (one) => story.begin(one), close: () => (go(EVERYTHING), find("canvas").focus()) });
}

/** Draw what has been loaded so far, and say how much that is. */
function take(loaded, progress) {
  network = loaded;
  network.position(positions);
  hues = hueOf(network.places.values());
  render();
  showProgress(progress, complete);
  if (!performance.getEntriesByName("first-picture").length) requestAnimationFrame(() => performance.mark("first-picture"));
}

function trouble(error) {
  const box = find("trouble");
  box.replaceChildren(el("p", {}, words.failed(error.message)), el("button", { type: "button", onclick: start }, words.again));
  box.hidden = false;
}

const start = () => loadAll().catch(trouble);
const panelFocus = () => find("panel").focus({ preventScroll: false });

function talk() {
  const own = navigator.language.startsWith("sv") ? "sv" : "en";
  speak(state.language ?? own);
  find("language").textContent = language === "sv" ? "English" : "Svenska";
  find("language").lang = language === "sv" ? "en" : "sv";
  find("search").placeholder = words.searchHint;
  find("start-search").placeholder = words.searchHint;
}

/** Follow a link of the page: the brand leads to the start, all others to a subject. */
function follow(event) {
  const link = event.target.closest?.("a[data-go]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.dataset.go === "start") {
    story.close();
    go({ ...EVERYTHING, start: true });
    picture.fit();
  } else {
    go({ subject: read(new URL(link.href).search).subject });
    panelFocus();
  }
}

function escape(event) {
  if (event.key !== "Escape" || document.querySelector("dialog[open]") || event.target.type === "search") return;
  if (story.open) story.leave();
  else if (state.subject) go({ subject: null });
  else if (state.start) find("start-close").click();
}

function switchLanguage() {
  go({ language: language === "sv" ? "en" : "sv", start: state.start }, { replace: true });
  talk();
  forget("search");
  if (story.open) story.draw();
  start();
}

function listen() {
  document.addEventListener("click", follow);
  addEventListener("keydown", escape);
  addEventListener("popstate", () => {
    const before = language;
    state = read(location.search);
    talk();
    if (language !== before) start();
    else render(), settleSoon();
  });
  for (const tab of document.querySelectorAll("[data-view]")) tab.addEventListener("click", () => go({ view: tab.dataset.view }));
  const press = (id, action) => find(id).addEventListener("click", action);
  press("nearer", () => picture.zoom(1.4));
  press("further", () => picture.zoom(1 / 1.4));
  press("whole", () => picture.fit());
  press("query", showQueries);
  press("download", () => showDownloads({ state, picture, when: when(), list: () => rows(found, network, language) }));
  press("embed", () => showEmbedding(new URL(write({ ...state, language }, "embed"), location.href)));
  press("share", () => copy(location.origin + write({ ...state, language }), words.shared));
  press("language", switchLanguage);
  find("country").addEventListener("change", (event) => go({ countries: event.target.value || null }));
  new MutationObserver(() => picture.show(scene(), state.view)).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  if (matchMedia("(max-width: 760px)").matches) document.querySelector(".choices").open = false;
}

document.body.classList.toggle("embedded", PAGE === "embed");
for (const id of ["frame-title", "open-whole"]) find(id).hidden = PAGE !== "embed";
talk();
listen();
start();
