// What is shown, as an address that can be shared, and back.

/** The address of the service, with a trailing slash: it may be below a path of a proxy. */
export const ROOT = new URL("../", import.meta.url).pathname;
export const SUBJECTS = ["place", "partnership", "goal", "country", "seat", "handover"];
export const KINDS = ["MUNICIPAL_PARTNERSHIP", "TWIN_TOWN", "FRIENDSHIP", "CONTACT", "PROJECT_PARTNERSHIP"];
export const VIEWS = ["map", "network", "table"];
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The state that an address asks for; whatever it does not understand is left out. */
export function read(search) {
  const given = new URLSearchParams(search);
  const kind = SUBJECTS.find((name) => given.get(name));
  const kinds = (given.get("kinds") ?? "").split(",").filter((name) => KINDS.includes(name));
  const goals = Number(given.get("goals"));
  const language = given.get("lang") ?? "";
  return {
    subject: kind ? { kind, key: given.get(kind) } : null,
    asOf: isDay(given.get("asOf")) ? given.get("asOf") : null,
    kinds: kinds.length ? kinds : null,
    goals: Number.isInteger(goals) && goals >= 1 && goals <= 17 ? goals : null,
    inferred: given.get("inferred") === "1",
    countries: /^[A-Z]{2}$/.test(given.get("countries") ?? "") ? given.get("countries") : null,
    view: VIEWS.includes(given.get("view")) ? given.get("view") : "map",
    language: ["en", "sv"].includes(language) ? language : null,
  };
}

export function isDay(text) {
  return DAY.test(text ?? "") && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
}

/** The address of a state, without the host. */
export function write(state) {
  const given = new URLSearchParams();
  if (state.subject) given.set(state.subject.kind, state.subject.key);
  if (state.asOf) given.set("asOf", state.asOf);
  if (state.kinds) given.set("kinds", state.kinds.join(","));
  if (state.goals) given.set("goals", state.goals);
  if (state.inferred) given.set("inferred", "1");
  if (state.countries) given.set("countries", state.countries);
  if (state.view !== "map") given.set("view", state.view);
  if (state.language) given.set("lang", state.language);
  const text = given.toString().replaceAll("%2C", ",");
  return text ? `${ROOT}?${text}` : ROOT;
}
