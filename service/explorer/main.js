// The explorer: keeps what is shown, the address and the parts of the page in step.
import { KINDS, read, write } from "./address.js";
import { all, ask, forget } from "./api.js";
import { buildChoices, showChoices, showNumbers } from "./choices.js";
import { copy, showDownloads, showQueries } from "./dialogs.js";
import { day } from "./dates.js";
import { el, find, say } from "./dom.js";
import { Network, parts } from "./network.js";
import { Panel, scale } from "./panel.js";
import { Picture } from "./picture.js";
import { BEGINNING, MEMBERS, NUMBERS, PARTNERSHIPS } from "./queries.js";
import { hueOf, sceneOf } from "./scene.js";
import { Search } from "./search.js";
import { rows, table } from "./table.js";
import { Timeline } from "./timeline.js";
import { described, tipOf } from "./tip.js";
import { showUnplaced } from "./unplaced.js";
import { language, named, speak, words } from "./words.js";

const OLDEST = "1990-01-01"; // where time begins when no start is known

let state = read(location.search);
let network = new Network([], []);
let beginning = { goals: [], handovers: { nodes: [] } };
let found = network.at(filter());
let hues = new Map();
let begun;

const picture = new Picture(find("canvas"), { open: openUnder, point, focus: (node) => say(described(node)), move: () => point(null), trouble });
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
new Search((subject) => (go({ subject }), panelFocus()), () => language.toUpperCase(), trouble);

function filter() {
  const { asOf, kinds, goals, inferred, countries } = state;
  return { asOf, kinds, goals, inferred, countries };
}

/** How links to Goals that count are known. */
function basis() {
  return state.inferred ? ["STATED", "INFERRED"] : ["STATED"];
}

/** A link to a subject within what is shown now. */
function link(kind, key, ...content) {
  return el("a", { href: write({ ...state, subject: { kind, key: String(key) } }), "data-go": "subject" }, ...content);
}

const scene = () => sceneOf(network, found, hues, state, beginning.handovers.nodes);

/** Change what is shown. `quiet` while something moves: the address follows when it has come to rest. */
function go(change, { quiet = false, replace = false } = {}) {
  state = { ...state, ...change };
  if (!quiet) history[replace ? "replaceState" : "pushState"](null, "", write(state));
  render();
  if (!quiet) settleSoon();
}

/** What moved has come to rest. */
function settle() {
  if (write(state) !== location.pathname + location.search) history.pushState(null, "", write(state));
  settleSoon();
}

let resting;
function settleSoon() {
  clearTimeout(resting);
  resting = setTimeout(askNumbers, 120);
}

/** The numbers as the service counts them; while something moves the page counts for itself. */
async function askNumbers() {
  const { asOf, kinds, goals, countries } = state;
  const ofGoal = goals && { goals: [goals], goalBasis: basis() };
  const wanted = JSON.stringify(filter());
  panel.settle(asOf);
  try {
    const data = await ask("numbers", NUMBERS, {
      asOf, kinds, filter: { ...(kinds && { kinds }), ...ofGoal, ...(countries && { countries: [countries] }) },
    });
    if (wanted !== JSON.stringify(filter()) || !network.partnerships.length) return;
    const own = goals || countries;
    const whole = { places: data.network.order, ties: data.network.size, parts: data.network.componentCount };
    showNumbers({ ...counted(), partnerships: data.partnerships.totalCount, ...(own ? {} : whole) }, Boolean(asOf));
    find("numbers").dataset.settled = wanted;
  } catch (error) {
    trouble(error);
  }
}

function counted() {
  const sure = (list) => list.filter((one) => one.sure === 2).length;
  return {
    partnerships: found.partnerships.length, places: found.places.size, ties: found.ties.size, parts: parts(found),
    surePartnerships: sure(found.partnerships), sureTies: sure([...found.ties.values()]),
  };
}

const when = () => (state.asOf ? words.asOf(day(state.asOf)) : words.allTime);

function render() {
  found = network.at(filter());
  showNumbers(counted(), Boolean(state.asOf));
  delete find("numbers").dataset.settled;
  timeline.show(state.asOf);
  const drawn = state.view !== "table";
  if (drawn) picture.show(scene(), state.view);
  find("canvas").setAttribute("aria-label", words[state.view === "map" ? "mapOf" : "pictureOf"](when(), found.places.size, found.ties.size));
  find("picture").hidden = !drawn;
  find("table").hidden = drawn;
  showUnplaced(find("unplaced"), state.view === "map" ? [...found.places.keys()].map((slug) => network.places.get(slug)) : [], link);
  if (!drawn) table(find("table"), rows(found, network, language), words.tableOf(when()), link);
  for (const tab of document.querySelectorAll("[data-view]")) tab.setAttribute("aria-pressed", String(tab.dataset.view === state.view));
  document.body.classList.toggle("panelled", Boolean(state.subject));
  const chosen = state.subject && `${state.subject.kind}-${state.subject.key}`;
  const turned = chosen !== document.body.dataset.chosen;
  document.body.dataset.chosen = chosen ?? "";
  panel.show(state.subject, state.asOf);
  if (turned && state.subject) requestAnimationFrame(() => picture.lookAt(picture.scene.lit ?? []));
  showChoices(state, beginning.goals, link);
}

function openUnder(under) {
  if (under?.node) go({ subject: { kind: "place", key: under.node.slug } });
  else if (under?.line) go({ subject: { kind: "partnership", key: under.line.partnerships[0].slug } });
  else if (state.subject) go({ subject: null });
}

/** Say beside the pointer, or beside the node with the focus, what is there. */
function point(under, x, y) {
  const tip = find("tip");
  tip.hidden = !under;
  if (!under) return;
  tip.replaceChildren(...tipOf(under));
  const left = Math.min(x + 14, picture.width - tip.offsetWidth - 6);
  tip.style.setProperty("transform", `translate(${Math.max(left, 6)}px, ${y + 18 + tip.offsetHeight > picture.height ? y - tip.offsetHeight - 12 : y + 18}px)`);
}

/** Fetch everything anew, in the language that is spoken, and draw it as it comes. */
async function fetchAll() {
  const spoken = { language: language.toUpperCase() };
  find("trouble").hidden = true;
  document.body.setAttribute("aria-busy", "true");
  begun = ask("beginning", BEGINNING, spoken).then((data) => (beginning = data));
  let latest = [[], []];
  const tell = (number) => (list) => {
    latest[number] = list;
    if (latest[0].length && latest[1].length && (list.length <= 100 || list.length % 1000 === 0)) take(...latest);
  };
  const [members, partnerships] = await Promise.all([
    all("members", MEMBERS, spoken, (data) => data.network.members, tell(0)),
    all("partnerships", PARTNERSHIPS, spoken, (data) => data.partnerships, tell(1)),
    begun,
  ]);
  take(members, partnerships);
  timeline.span(network.oldest ?? OLDEST);
  timeline.count(network.years(Number(timeline.from.slice(0, 4)), new Date().getFullYear(), filter()));
  timeline.mark(beginning.handovers.nodes, ({ slug, date }) => {
    go({ subject: { kind: "handover", key: slug }, asOf: date.earliest ?? date.latest });
    panelFocus();
  });
  buildChoices({ goals: beginning.goals, places: [...network.places.values()], hues, choose: go, state: () => state });
  render();
  await panel.show(state.subject, state.asOf, true);
  document.body.removeAttribute("aria-busy");
  performance.mark("complete");
  settleSoon();
}

/** Draw what has come so far. */
function take(members, partnerships) {
  const placed = members.filter(({ municipality }) => municipality);
  network = new Network(placed, partnerships);
  hues = hueOf(network.places.values());
  render();
  if (!performance.getEntriesByName("first-picture").length) requestAnimationFrame(() => performance.mark("first-picture"));
}

function trouble(error) {
  const box = find("trouble");
  box.replaceChildren(el("p", {}, words.failed(error.message)), el("button", { type: "button", onclick: start }, words.again));
  box.hidden = false;
}

const start = () => fetchAll().catch(trouble);
const panelFocus = () => find("panel").focus({ preventScroll: false });

function talk() {
  const own = navigator.language.startsWith("sv") ? "sv" : "en";
  speak(state.language ?? own);
  find("language").textContent = language === "sv" ? "English" : "Svenska";
  find("language").lang = language === "sv" ? "en" : "sv";
  find("search").placeholder = words.searchHint;
}

function listen() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-go]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const { subject } = link.dataset.go === "/" ? { subject: null } : read(new URL(link.href).search);
    go(link.dataset.go === "/" ? { subject, asOf: null, kinds: null, goals: null, inferred: false, countries: null, view: "map" } : { subject });
    if (subject) panelFocus();
    else picture.fit();
  });
  addEventListener("popstate", () => {
    const before = language;
    state = read(location.search);
    talk();
    if (language !== before) start();
    else render(), settleSoon();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.subject && !document.querySelector("dialog[open]") && event.target !== find("search")) go({ subject: null });
  });
  for (const tab of document.querySelectorAll("[data-view]")) tab.addEventListener("click", () => go({ view: tab.dataset.view }));
  find("country").addEventListener("change", (event) => go({ countries: event.target.value || null }));
  find("nearer").addEventListener("click", () => picture.zoom(1.4));
  find("further").addEventListener("click", () => picture.zoom(1 / 1.4));
  find("whole").addEventListener("click", () => picture.fit());
  find("query").addEventListener("click", showQueries);
  find("download").addEventListener("click", () => showDownloads({ state, picture, when: when(), list: () => rows(found, network, language) }));
  find("share").addEventListener("click", () => copy(location.origin + write({ ...state, language }), words.shared));
  find("language").addEventListener("click", () => {
    go({ language: language === "sv" ? "en" : "sv" }, { replace: true });
    talk();
    forget("search");
    start();
  });
  find("theme").addEventListener("click", () => {
    const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // storage may be forbidden: then the choice holds as long as the page
    }
  });
  new MutationObserver(() => picture.show(scene(), state.view)).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  if (matchMedia("(max-width: 760px)").matches) document.querySelector(".choices").open = false;
}

talk();
listen();
start();
