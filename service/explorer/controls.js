// Pointer, wheel, fingers and keys on the canvas: they move the camera of a picture, point at things and open them.

const CLICK = 5; // pixels that a pointer may travel during a click
const STEP = 60; // pixels that Shift and an arrow move the picture
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Listen to what is done on the box of a picture. */
export function control(picture) {
  const { box } = picture;
  const pointers = new Map();
  let travelled = 0;
  const at = (event) => {
    const { left, top } = box.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  box.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    box.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, at(event));
    travelled = 0;
    picture.pointAt(null);
  });
  box.addEventListener("pointermove", (event) => {
    if (!pointers.has(event.pointerId)) return picture.hover(at(event));
    travelled += drag(picture, pointers, event.pointerId, at(event));
  });
  const end = (event) => {
    const held = pointers.delete(event.pointerId);
    if (event.type === "pointerup" && held && !pointers.size && travelled <= CLICK) picture.open(picture.targetAt(at(event)));
  };
  for (const name of ["pointerup", "pointercancel"]) box.addEventListener(name, end);
  box.addEventListener("pointerleave", () => picture.pointAt(null));
  box.addEventListener("wheel", (event) => {
    event.preventDefault();
    const { x, y } = at(event);
    picture.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016)), x, y);
  }, { passive: false });
  box.addEventListener("dblclick", (event) => picture.zoom(1.8, at(event).x, at(event).y));
  box.addEventListener("keydown", (event) => press(picture, event));
  box.addEventListener("blur", () => picture.focusOn(null));
}

/** One pointer moves the picture, two zoom it. The way that the pointer went, in pixels. */
function drag(picture, pointers, id, now) {
  const before = pointers.get(id);
  const other = [...pointers].find(([name]) => name !== id)?.[1];
  if (other) {
    const by = Math.hypot(now.x - other.x, now.y - other.y) / (Math.hypot(before.x - other.x, before.y - other.y) || 1);
    picture.zoom(by, (now.x + other.x) / 2, (now.y + other.y) / 2);
  } else picture.pan(now.x - before.x, now.y - before.y);
  pointers.set(id, now);
  return Math.hypot(now.x - before.x, now.y - before.y);
}

function press(picture, event) {
  const way = KEYS[event.key];
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (way && event.shiftKey) picture.pan(-STEP * way[0], -STEP * way[1]);
  else if (way) picture.focusOn(picture.next(way));
  else if (event.key === "+" || event.key === "=") picture.zoom(1.3);
  else if (event.key === "-") picture.zoom(1 / 1.3);
  else if (event.key === "0") picture.fit();
  else if ((event.key === "Enter" || event.key === " ") && picture.focused) picture.open({ node: picture.focused });
  else return;
  event.preventDefault();
}
