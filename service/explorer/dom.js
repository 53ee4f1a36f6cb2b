// Makes elements. Text is always text: nothing here, or anywhere in the explorer, parses markup.

/** An element with properties, attributes and children; children that are null, undefined or false are left out. */
export function el(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "style") for (const [rule, text] of Object.entries(value)) made.style.setProperty(rule, text);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** The same for SVG. */
export function svg(name, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export const find = (id) => document.getElementById(id);

/** A link to another site, or only its text when the address is no web address. */
export function outside(address, ...children) {
  const safe = /^https?:\/\//i.test(address ?? "");
  return safe ? el("a", { href: address, rel: "noopener noreferrer", class: "out" }, ...children) : el("span", {}, ...children);
}

let waiting;
/** Say something to those who listen rather than look. */
export function say(text) {
  clearTimeout(waiting);
  waiting = setTimeout(() => (find("said").textContent = text), 60);
}

/** Give somebody a file. */
export function give(name, content, type) {
  const blob = content instanceof Blob ? content : new Blob([content], { type });
  const address = URL.createObjectURL(blob);
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
