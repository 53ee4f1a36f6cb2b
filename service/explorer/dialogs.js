// Two dialogs: the queries behind what is shown, and files of it.
import { ROOT } from "./address.js";
import { questions } from "./api.js";
import { el, find, give, say } from "./dom.js";
import { csv } from "./table.js";
import { words } from "./words.js";

const ORDER = ["panel", "counts", "numbers", "partnerships", "members", "positions", "beginning", "search"];

/** The queries that made the view, to copy or to open in GraphiQL. */
export function showQueries() {
  const dialog = find("queries");
  const place = ([name]) => ORDER.indexOf(name);
  const asked = questions().sort((one, other) => place(one) - place(other)).map(([name, { document, variables }], number) => {
    const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== null && value !== undefined));
    const text = JSON.stringify(given, null, 2);
    const address = `${ROOT}graphql#${new URLSearchParams({ query: document, variables: text })}`;
    const title = document.split("\n")[0].replace(/^# /, "");
    return el("details", { open: number === 0, name: "queries" },
      el("summary", {}, el("code", {}, /query (\w+)/.exec(document)?.[1] ?? name), " ", el("span", {}, title)),
      el("pre", { tabindex: "0", role: "region", "aria-label": name }, document.split("\n").slice(1).join("\n")),
      el("h3", {}, words.variables),
      el("pre", { tabindex: "0", role: "region", "aria-label": `${name}: ${words.variables}` }, text),
      el("p", { class: "acts" },
        el("button", { type: "button", onclick: () => copy(document, words.copied) }, words.copy),
        el("a", { class: "button", href: address, target: "_blank", rel: "noopener" }, words.open)),
    );
  });
  open(dialog, words.query, "queries-title", el("p", {}, words.queryIntro), asked);
}

/** Files of the network and of what is seen. */
export function showDownloads({ state, picture, list, when }) {
  const given = new URLSearchParams();
  if (state.asOf) given.set("asOf", state.asOf);
  if (state.kinds) given.set("kinds", state.kinds.join(","));
  if (state.layers) given.set("layers", state.layers.join(","));
  const asked = given.toString() ? `?${given}` : "";
  const name = `samband${state.asOf ? `-${state.asOf}` : ""}`;
  const seen = {
    csv: () => give(`${name}.csv`, csv(list()), "text/csv"),
    png: async () => give(`${name}.png`, await picture.png()),
    svg: () => give(`${name}.svg`, picture.svg(), "image/svg+xml"),
  };
  open(find("downloads"), words.download, "downloads-title",
    el("p", {}, words.downloadIntro(when)),
    el("ul", { class: "files" },
      Object.entries(words.seen).map(([kind, text]) => el("li", {}, el("button", { type: "button", "data-file": kind, onclick: seen[kind] }, text))),
      Object.entries(words.files).map(([kind, text]) => el("li", {}, el("a", { class: "button", href: `${ROOT}network.${kind}${asked}`, download: "" }, text)))),
    el("p", { class: "note" }, words.downloadLimits));
}

/** The markup of a frame with this view, for another site; `address` is that of the embedded page. */
export function showEmbedding(address) {
  const code = `<iframe src="${address.href.replaceAll("&", "&amp;")}" title="Samband" width="100%" height="520" loading="lazy" allowfullscreen></iframe>`;
  open(find("embedding"), words.embed, "embedding-title",
    el("p", {}, words.embedIntro),
    el("pre", { tabindex: "0", role: "region", "aria-label": words.embed }, code),
    el("p", { class: "acts" },
      el("button", { type: "button", id: "copy-frame", onclick: () => copy(code, words.copied) }, words.copy),
      el("a", { class: "button", href: address.href, target: "_blank", rel: "noopener" }, words.embedOpen)));
}

function open(dialog, title, id, ...content) {
  dialog.replaceChildren(
    el("header", {}, el("h2", { id }, title), el("button", { type: "button", class: "close", "aria-label": words.close, onclick: () => dialog.close() }, "✕")),
    ...content.flat(),
  );
  dialog.showModal();
}

export async function copy(text, said) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = el("textarea", { readonly: true }, text); // without leave to write, or without TLS
    (document.querySelector("dialog[open]") ?? document.body).append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  say(said);
}
