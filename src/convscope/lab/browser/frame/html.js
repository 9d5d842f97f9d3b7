// Elements of the page in one call.

/** h("button", {class: "plain", onclick}, "play", …): attributes as given, `on…` as listeners, the rest inside. */
export function h(tag, given = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...all(inside));
  return element;
}

const all = (inside) => inside.flat().filter((one) => one !== null && one !== undefined);

export const show = (element, ...inside) => element.replaceChildren(...all(inside));

/**
 * Show it and leave alone what is there already: what is not touched is not laid out again. A listener of an element that
 * stays is the first one's; a canvas has to be shown by `show`, as two are equal whatever is painted on them.
 */
export function renew(element, ...inside) {
  const wanted = all(inside).map((one) => (one instanceof Node ? one : document.createTextNode(one)));
  const there = [...element.childNodes];
  if (wanted.length !== there.length) return element.replaceChildren(...wanted);
  wanted.forEach((one, at) => one.isEqualNode(there[at]) || there[at].replaceWith(one));
}

/** A canvas of that size in CSS pixels, sharp on this screen; gives the canvas and its context. */
export function sharp(canvas, width, height) {
  const ratio = Math.min(3, globalThis.devicePixelRatio || 1);
  const [w, hgt] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== hgt) {
    [canvas.width, canvas.height] = [w, hgt];
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}

/** Hand a blob or a text to the user as a file. */
export function download(name, blob) {
  const address = URL.createObjectURL(blob);
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
