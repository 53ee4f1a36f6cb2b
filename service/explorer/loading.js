// Loads the places and partnerships of all time, a page at a time, so that something true is drawn at once.
import { all } from "./api.js";
import { find } from "./dom.js";
import { Network } from "./network.js";
import { MEMBERS, PARTNERSHIPS, POSITIONS } from "./queries.js";
import { language as spoken, words } from "./words.js";

/** The most that a page loads. The service lists the most connected places first. */
export const MOST = { places: 20_000, partnerships: 25_000 };
const PAGE = { places: 500, partnerships: 90, positions: 500 }; // within the limit of cost of an operation
const STEP = 1000; // items after which a growing network is drawn again, at least
const GROWTH = 1.4; // times as many items, after which it is

/** The network in a language. `tell` gets each network on the way, with {places, partnerships}: each {loaded, total}. */
export async function loadNetwork(language, tell) {
  const items = { places: [], partnerships: [] };
  const progress = { places: { loaded: 0, total: 0 }, partnerships: { loaded: 0, total: 0 } };
  let drawn = 0;
  const grow = (name) => (list, total) => {
    items[name] = list;
    progress[name] = { loaded: list.length, total };
    const size = items.places.length + items.partnerships.length;
    if (!items.places.length || !items.partnerships.length || (drawn && size < Math.max(drawn + STEP, GROWTH * drawn))) return;
    drawn = size;
    tell(new Network(items.places, items.partnerships), progress);
  };
  const variables = { language: language.toUpperCase() };
  await Promise.all([
    all("members", MEMBERS, variables, (data) => data.network.members, { first: PAGE.places, most: MOST.places, tell: grow("places") }),
    all("partnerships", PARTNERSHIPS, variables, (data) => data.partnerships, { first: PAGE.partnerships, most: MOST.partnerships, tell: grow("partnerships") }),
  ]);
  return { network: new Network(items.places, items.partnerships), progress };
}

/** The positions of the nodes of the network. They may still be computed: `ask` waits for them. `tell` gets those so far. */
export function loadPositions(tell) {
  return all("positions", POSITIONS, {}, (data) => data.network.members, { first: PAGE.positions, most: MOST.places, tell });
}

/** Say what is still to come, or what the page leaves out when it is `complete`; nothing when all is there. */
export function showProgress({ places, partnerships }, complete) {
  const format = (number) => new Intl.NumberFormat(spoken).format(number);
  const isWhole = places.loaded >= places.total && partnerships.loaded >= partnerships.total;
  const figures = [places.loaded, places.total, partnerships.loaded, partnerships.total].map(format);
  find("progress").hidden = isWhole;
  find("progress").textContent = isWhole ? "" : (complete ? words.leftOut : words.soFar)(...figures);
}

/** Say, or no longer say, that the service still computes where to draw the nodes. */
export function showWaiting(waiting) {
  find("waiting").hidden = !waiting;
}
