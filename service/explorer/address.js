// What is shown, as an address that can be shared, and back.

/** The path of the service, with a trailing slash: it may be below a path of a proxy. */
export const ROOT = new URL("../", import.meta.url).pathname;
export const SUBJECTS = ["place", "partnership", "goal", "country", "seat", "handover"];
export const KINDS = ["MUNICIPAL_PARTNERSHIP", "TWIN_TOWN", "FRIENDSHIP", "CONTACT", "PROJECT_PARTNERSHIP"];
export const VIEWS = ["map", "network", "table", "numbers"];
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const LAYER = /^[a-z0-9-]{1,60}$/;

/** A state that shows everything. */
export const EVERYTHING = { subject: null, asOf: null, kinds: null, goals: null, inferred: false, countries: null, layers: null, view: "map" };

/** The state that an address asks for; whatever it does not understand is left out. Without any choice it is the start. */
export function read(search) {
  const given = new URLSearchParams(search);
  const kind = SUBJECTS.find((name) => given.get(name));
  const kinds = list(given.get("kinds")).filter((name) => KINDS.includes(name));
  const layers = list(given.get("layers")).filter((name) => LAYER.test(name));
  const goals = Number(given.get("goals"));
  const language = given.get("lang") ?? "";
  return {
    start: [...given.keys()].every((name) => name === "lang"),
    subject: kind ? { kind, key: given.get(kind) } : null,
    asOf: isDay(given.get("asOf")) ? given.get("asOf") : null,
    kinds: kinds.length ? kinds : null,
    goals: Number.isInteger(goals) && goals >= 1 && goals <= 17 ? goals : null,
    inferred: given.get("inferred") === "1",
    countries: /^[A-Z]{2}$/.test(given.get("countries") ?? "") ? given.get("countries") : null,
    layers: layers.length ? layers : null,
    view: VIEWS.includes(given.get("view")) ? given.get("view") : "map",
    language: ["en", "sv"].includes(language) ? language : null,
  };
}

const list = (text) => (text ?? "").split(",");

export function isDay(text) {
  return DAY.test(text ?? "") && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
}

/** The address of a state, without the host; `page` is the path below the service. */
export function write(state, page = "") {
  const given = new URLSearchParams();
  if (state.subject) given.set(state.subject.kind, state.subject.key);
  if (state.asOf) given.set("asOf", state.asOf);
  if (state.kinds) given.set("kinds", state.kinds.join(","));
  if (state.goals) given.set("goals", state.goals);
  if (state.inferred) given.set("inferred", "1");
  if (state.countries) given.set("countries", state.countries);
  if (state.layers) given.set("layers", state.layers.join(","));
  if (state.view !== "map" || (!given.size && !state.start)) given.set("view", state.view);
  if (state.language) given.set("lang", state.language);
  const text = given.toString().replaceAll("%2C", ",");
  return text ? `${ROOT}${page}?${text}` : `${ROOT}${page}`;
}
