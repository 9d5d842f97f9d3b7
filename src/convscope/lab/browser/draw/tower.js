// The tower of layers on its canvas: planes from the picture up, turned by dragging, a unit's links when it is pointed at.

import { lines, outline, rectangles } from "convscope/draw/links.js";
import { cellAt, corner, laid, painted, size } from "convscope/draw/mosaic.js";
import { behind, bounded, FRESH, projector, seen } from "convscope/draw/projection.js";
import { handle } from "convscope/draw/turning.js";
import { h, sharp } from "convscope/frame/html.js";
import { inks, SANS } from "convscope/frame/pens.js";
import { say } from "convscope/frame/texts.js";

const [WIDE, BETWEEN, SHARE] = [250, 18, 0.42]; // between two planes: so much, and a share of their depths

/** on: {point(unit or null), pin(unit), turned(view, done)}; a unit is [layer, tile, row, column], counted without steps. */
export function tower(on) {
  const canvas = h("canvas", { id: "tower", tabindex: "0", "data-label": "drawTower" });
  const element = h("div", { class: "tower" }, canvas);
  let [planes, linked, view, extent] = [[], null, FRESH, { wide: WIDE, deep: 72, high: 1 }];
  let asked = 0;

  const sizes = () => [Math.max(240, element.clientWidth), Math.max(240, element.clientHeight)];
  const maps = () => {
    const at = projector(view, extent, sizes());
    return planes.map((plane) => at(plane.z));
  };
  const unitOf = (layer, [tile, row, column]) => [layer.index, tile, layer.placed ? row * layer.step : row, layer.placed ? column * layer.step : column];

  /** The unit under a point of the canvas, the uppermost plane's first; the lowest plane is the picture. */
  function under(x, y) {
    const all = maps();
    for (let number = planes.length - 1; number >= 0; number -= 1) {
      const found = cellAt(planes[number], planes[number].way, ...behind(all[number], x, y));
      if (found) return unitOf(planes[number], found);
    }
    return null;
  }

  function repaint() {
    if (!asked) asked = requestAnimationFrame(() => ((asked = 0), paint()));
  }

  function paint() {
    const [width, height] = sizes();
    const pen = sharp(canvas, width, height);
    const ratio = canvas.width / width;
    const [all, ink] = [maps(), inks()];
    pen.imageSmoothingEnabled = false;
    const onPlane = ([a, b, c, d, e, f]) => pen.setTransform(a * ratio, b * ratio, c * ratio, d * ratio, e * ratio, f * ratio);
    const flat = () => pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const boxes = linked ? planes.map((plane) => (linked.read?.[plane.index] ? plane.rects.flatMap((rect) => outline(plane, rect)) : [])) : [];
    planes.forEach((plane, number) => {
      if (linked && number) between(pen, all, boxes, number, ink);
      onPlane(all[number]);
      const { way } = plane;
      for (let tile = 0; tile < plane.tiles; tile += 1) {
        const [x, y] = corner(plane, way, tile, 0, 0);
        if (way.wrapped) pen.drawImage(plane.bitmap, x, y, ...way.side);
        else pen.drawImage(plane.bitmap, 0, tile * plane.rows, plane.columns, plane.rows, x, y, ...way.side);
      }
      for (const box of boxes[number] ?? []) framed(pen, flat, all[number], box, ink);
    });
    flat();
    label(pen, all, ink);
  }

  /** The outline of what is read, seen against any colour. */
  function framed(pen, flat, map, [left, top, right, bottom], ink) {
    flat();
    const way = [[left, top], [right, top], [right, bottom], [left, bottom]].map(([x, y]) => seen(map, x, y)); // prettier-ignore
    for (const [colour, thick] of [[ink.paper, 3], [ink.accent, 1.5]]) {
      pen.strokeStyle = colour;
      pen.lineWidth = thick;
      pen.beginPath();
      way.forEach(([x, y], at) => (at ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.closePath();
      pen.stroke();
    }
  }

  /** The lines from a plane down to the next one that is read; drawn before the plane, which lies over them. */
  function between(pen, all, boxes, number, ink) {
    if (!boxes[number].length) return;
    let below = number - 1;
    while (below > 0 && !boxes[below].length) below -= 1;
    if (!boxes[below].length) return;
    pen.setTransform(canvas.width / sizes()[0], 0, 0, canvas.width / sizes()[0], 0, 0);
    pen.strokeStyle = ink.accent;
    const found = lines(boxes[number], boxes[below], planes[below], planes[below].rects);
    pen.globalAlpha = found.length > 40 ? 0.25 : 0.6;
    pen.lineWidth = 1;
    pen.beginPath();
    for (const [from, to] of found) {
      pen.moveTo(...seen(all[number], ...from));
      pen.lineTo(...seen(all[below], ...to));
    }
    pen.stroke();
    pen.globalAlpha = 1;
  }

  function label(pen, all, ink) {
    pen.font = `13px ${SANS}`;
    pen.textAlign = "left";
    pen.textBaseline = "middle";
    planes.forEach((plane, number) => {
      const [wide, deep] = size(plane, plane.way);
      const corners = [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(([x, y]) => seen(all[number], (x * wide) / 2, (y * deep) / 2)); // prettier-ignore
      const [x, y] = corners.reduce((most, one) => (one[0] > most[0] ? one : most));
      const told = plane.index < 0 ? say("drawPicture") : plane.name;
      const chosen = linked?.unit?.[0] === plane.index;
      pen.lineWidth = 3;
      pen.strokeStyle = ink.paper;
      pen.fillStyle = chosen ? ink.accent : ink.quiet;
      const room = sizes()[0] - x - 12;
      const text = told.length * 7 > room && room > 0 ? `…${told.slice(-Math.max(4, Math.floor(room / 7)))}` : told;
      const left = Math.min(x + 6, sizes()[0] - pen.measureText(text).width - 2);
      pen.strokeText(text, left, y);
      pen.fillText(text, left, y);
    });
  }

  handle(canvas, {
    get view() { return view; },
    turn(next, done) {
      view = bounded(next);
      repaint();
      on.turned(view, done);
    },
    point: (x, y) => on.point(x === null ? null : under(x, y)),
    pin: (x, y) => on.pin(under(x, y)),
  }); // prettier-ignore
  new ResizeObserver(repaint).observe(element);

  return {
    element, canvas, under,
    get planes() { return planes; },
    get linked() { return linked; },
    /** Where a unit's cell is seen on the canvas: its middle. */
    whereIs([index, tile, row, column]) {
      const number = planes.findIndex((one) => one.index === index);
      const { step, placed, way } = planes[number];
      const [x, y] = corner(planes[number], way, tile, placed ? row / step : row, placed ? column / step : column);
      return seen(maps()[number], x + way.cell[0] / 2, y + way.cell[1] / 2);
    },
    /** Take an answer's picture and layers; planes that stay keep their canvas. */
    show(entered, layers) {
      const first = { index: -1, name: "", tiles: 1, of: 1, step: 1, rows: entered.height, columns: entered.width, placed: true, colours: entered.channels, values: entered.values };
      const old = planes;
      planes = [first, ...layers].map((layer, number) => {
        const before = old[number];
        const same = before && ["index", "tiles", "rows", "columns", "step"].every((name) => before[name] === layer[name]);
        const plane = { ...layer, way: same ? before.way : laid(layer), rects: [] };
        plane.bitmap = painted(plane, same ? before.bitmap : undefined);
        return plane;
      });
      planes.forEach((plane, number) => {
        plane.deep = size(plane, plane.way)[1];
        plane.z = number ? planes[number - 1].z + BETWEEN + SHARE * (plane.deep + planes[number - 1].deep) : 0;
      });
      extent = { wide: WIDE, deep: planes[0].deep, high: planes.at(-1).z };
      this.link(linked);
      paint();
    },
    /** Show what a unit reads, {unit, read}, or nothing. */
    link(found) {
      linked = found;
      for (const plane of planes) plane.rects = found?.read?.[plane.index] ? rectangles(plane, found.read[plane.index]) : [];
      repaint();
    },
    look(next) {
      view = next.length ? bounded(next) : FRESH;
      repaint();
    },
    dress: repaint,
  }; // prettier-ignore
}
