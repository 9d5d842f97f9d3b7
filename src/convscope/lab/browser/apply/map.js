// The scene on a canvas, to be dragged, magnified by wheel, fingers and keys, with its labels over it.

import { coloured, labels as labelTile, pixels, store } from "convscope/apply/tiles.js";
import { inScene, kept, levelOf, moved, onScreen, tilesOf, whole, zoomed } from "convscope/apply/view.js";
import { h, sharp } from "convscope/frame/html.js";
import { inks } from "convscope/frame/pens.js";

const STEP = 64; // pixels of the screen that an arrow key moves
const KEYS = { ArrowUp: [0, STEP], ArrowDown: [0, -STEP], ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0] };
const TIMES = { "+": 2, "=": 2, "-": 0.5, _: 0.5 };

/** Make it; change(view, done) is called as it is moved, point(place) as the pointer goes over it, null as it leaves. */
export function map({ change, point }) {
  const canvas = h("canvas", { class: "scene", tabindex: "0", role: "application", "data-label": "applyMap" });
  const element = h("div", { class: "map" }, canvas);
  let [scene, labelled, view, dress, target] = [null, null, null, null, null];
  let [pictures, overlays, frame] = [null, null, 0];
  const room = () => ({ width: element.clientWidth, height: element.clientHeight });
  const draw = () => {
    if (!frame) frame = requestAnimationFrame(() => ((frame = 0), paint()));
  };

  function paint() {
    const size = room();
    if (!scene || !size.width) return;
    const pen = sharp(canvas, size.width, size.height);
    const ink = inks();
    pen.fillStyle = ink.raised;
    pen.fillRect(0, 0, size.width, size.height);
    const level = levelOf(view.scale, scene.levels, Math.min(2, globalThis.devicePixelRatio || 1));
    const tiles = tilesOf(view, size, scene, level);
    pictures.want(tiles);
    cover(pen, size, tiles, pictures, (tile) => tile, view.scale < 1);
    if (overlays) {
      overlays.want(tiles);
      pen.globalAlpha = dress.opacity / 100;
      cover(pen, size, tiles, overlays, (tile) => coloured(tile, dress), false);
      pen.globalAlpha = 1;
    }
    const [left, top] = onScreen(view, size, 0, 0);
    pen.strokeStyle = ink.line;
    pen.strokeRect(left - 0.5, top - 0.5, scene.width * view.scale + 1, scene.height * view.scale + 1);
    if (target) {
      const [x, y] = onScreen(view, size, ...target);
      const cell = Math.max(view.scale, 5);
      const [dx, dy] = [x + view.scale / 2 - cell / 2, y + view.scale / 2 - cell / 2];
      for (const [colour, thick] of [[ink.paper, 3], [ink.accent, 1]]) {
        pen.strokeStyle = colour;
        pen.lineWidth = thick;
        pen.strokeRect(dx - 1, dy - 1, cell + 2, cell + 2);
      }
    }
    if (!pictures.waiting && !(overlays?.waiting)) document.documentElement.dataset.drawn = "yes";
    else delete document.documentElement.dataset.drawn;
  }

  /** Draw tiles; where one is not there yet, the part of a coarser one. */
  function cover(pen, size, tiles, from, drawn, smooth) {
    pen.imageSmoothingEnabled = smooth;
    const span = scene.side * 2 ** (tiles[0]?.level ?? 0);
    for (const { level, row, column } of tiles) {
      const [top, left] = [row * span, column * span];
      const [down, across] = [Math.min(span, scene.height - top), Math.min(span, scene.width - left)];
      const [x, y] = onScreen(view, size, top, left);
      for (let up = 0; level + up < scene.levels; up += 1) {
        const coarse = { level: level + up, row: row >> up, column: column >> up };
        const found = from.get(coarse);
        if (!found) continue;
        const image = drawn(found);
        const wide = span * 2 ** up;
        const [origin, start] = [coarse.row * wide, coarse.column * wide];
        const [ry, rx] = [image.height / Math.min(wide, scene.height - origin), image.width / Math.min(wide, scene.width - start)];
        const [right, bottom] = onScreen(view, size, top + down, left + across);
        const [x0, y0, x1, y1] = [x, y, right, bottom].map((one) => Math.round(one * 4) / 4);
        pen.drawImage(image, (left - start) * rx, (top - origin) * ry, across * rx, down * ry, x0, y0, x1 - x0, y1 - y0);
        break;
      }
    }
  }

  function turn(next, done = true) {
    view = kept(next, scene);
    draw();
    change(view, done);
  }

  const fingers = new Map(); // pointer -> its place
  const local = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const placeOf = (event) => {
    const [row, column] = inScene(view, room(), ...local(event)).map(Math.floor);
    return row >= 0 && column >= 0 && row < scene.height && column < scene.width ? [row, column] : null;
  };
  const middle = () => [...fingers.values()].reduce(([x, y], [a, b]) => [x + a / fingers.size, y + b / fingers.size], [0, 0]);
  function spread() {
    const [one, other] = fingers.values();
    return other ? Math.hypot(one[0] - other[0], one[1] - other[1]) : 0;
  }

  function aim(place) {
    if (String(place) === String(target)) return;
    target = place;
    draw();
    point(place);
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (!scene || (event.pointerType === "mouse" && event.button)) return;
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, local(event));
    canvas.classList.add("held");
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!scene) return;
    if (!fingers.has(event.pointerId)) return void (event.pointerType === "mouse" && aim(placeOf(event)));
    const [before, apart] = [middle(), spread()];
    fingers.set(event.pointerId, local(event));
    const [now, wider] = [middle(), spread()];
    let next = moved(view, now[0] - before[0], now[1] - before[1]);
    if (apart && wider) next = zoomed(next, room(), wider / apart, now);
    turn(next, false);
  });
  const release = (event) => {
    if (!fingers.delete(event.pointerId)) return;
    if (fingers.size) return;
    canvas.classList.remove("held");
    if (event.type === "pointerup") aim(placeOf(event));
    turn(view);
  };
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", release);
  canvas.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && !fingers.size && scene && aim(null));
  let still = 0;
  canvas.addEventListener("wheel", (event) => {
    if (!scene) return;
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 20 : event.deltaMode === 2 ? 400 : 1;
    turn(zoomed(view, room(), 2 ** (-Math.max(-400, Math.min(400, event.deltaY * lines)) / 200), local(event)), false);
    clearTimeout(still);
    still = setTimeout(() => turn(view), 300);
  }, { passive: false });
  canvas.addEventListener("dblclick", (event) => scene && turn(zoomed(view, room(), event.shiftKey ? 0.5 : 2, local(event))));
  canvas.addEventListener("keydown", (event) => {
    if (!scene || event.ctrlKey || event.metaKey || event.altKey) return;
    const [way, times] = [KEYS[event.key], TIMES[event.key]];
    if (way) turn(moved(view, ...(event.shiftKey ? way.map((one) => Math.sign(one) * view.scale) : way)));
    else if (times) turn(zoomed(view, room(), times));
    else if (event.key === "0" || event.key === "Home") turn(whole(scene, room()));
    else if (event.key === "1") turn({ ...view, scale: 1 });
    else return;
    event.preventDefault();
    aim(kept({ at: view.at.map(Math.floor), scale: 1 }, { height: scene.height - 1, width: scene.width - 1 }).at);
  });
  new ResizeObserver(() => scene && draw()).observe(element);

  return {
    element,
    /** Show a scene; a view without a scale is all of it. */
    open(given, shown) {
      scene = given;
      pictures = store((tile) => pixels(scene.version, tile), draw);
      this.show(shown);
    },
    show(shown) {
      view = shown.scale ? kept(shown, scene) : whole(scene, room());
      draw();
    },
    /** Lay labels over it: {version, bytes, nodata}, or null. */
    lay(given) {
      if (given?.version === labelled?.version) return;
      labelled = given;
      overlays = given && store((tile) => labelTile(given, scene, tile), draw);
      draw();
    },
    /** How labels look: {opacity, colours, nodata, off, key}. */
    dress(given) {
      dress = given;
      draw();
    },
    zoom: (factor) => turn(zoomed(view, room(), factor)),
    whole: () => turn(whole(scene, room())),
    one: () => turn({ ...view, scale: 1 }),
    get view() { return view; },
    get target() { return target; },
    get failing() { return pictures?.failing ?? 0; },
    placeOnScreen: (row, column) => onScreen(view, room(), row, column),
  };
}
