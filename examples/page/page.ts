// The page: a form, a list that grows page by page, and a line that says what is going on.
import { partners, type Partner, type Place, type Question } from "./samband.js";

const service = new URLSearchParams(location.search).get("service") ?? "http://127.0.0.1:8000";
const form = find("form", HTMLFormElement);
const message = find("#message", HTMLElement);
const list = find("#partners", HTMLElement);
const more = find("#more", HTMLButtonElement);
let asking = new AbortController();

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const given = new FormData(form);
  list.replaceChildren();
  void show({ place: String(given.get("place")), day: String(given.get("day")) || null, after: null });
});

async function show(question: Question): Promise<void> {
  asking.abort(); // whoever asks anew no longer waits for the old answer
  asking = new AbortController();
  const { signal } = asking;
  more.hidden = true;
  message.textContent = "Asking …";
  try {
    const place = await partners(service, question, signal);
    if (place) draw(place, question);
    else message.textContent = `No place is called ${question.place}.`;
  } catch (error) {
    if (!signal.aborted) message.textContent = error instanceof Error ? error.message : String(error);
  }
}

function draw(place: Place, question: Question): void {
  const { totalCount, edges, pageInfo } = place.partners;
  list.append(...edges.map(item));
  message.textContent = `${place.name}: ${list.children.length} of ${totalCount} partners`;
  more.hidden = !pageInfo.hasNextPage;
  more.onclick = () => void show({ ...question, after: pageInfo.endCursor });
}

function item({ node, partnerships }: Partner): HTMLElement {
  const titles = partnerships.map(({ title, certainty }) => (certainty === "POSSIBLE" ? `${title} (possibly)` : title));
  const small = document.createElement("small");
  const element = document.createElement("li");
  small.textContent = titles.join("; ");
  element.append(`${node.name}, ${node.country.name}`, small); // text, never HTML: names come from outside
  return element;
}

function find<E extends Element>(selector: string, kind: new () => E): E {
  const found = document.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`${selector} is not on the page`);
  return found;
}
