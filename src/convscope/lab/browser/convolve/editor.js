// A field over a cell, to type its number into; Tab goes to the next: the kernel's cells, then the pixels under the window.

import { h } from "convscope/frame/html.js";
import { isPool } from "convscope/convolve/layer.js";
import { placeOf } from "convscope/convolve/plan.js";
import { say } from "convscope/frame/texts.js";

/** Open it over a hit of the stage, or over the first cell (null). `edited(hit, value)` is told what was typed. */
export function openEditor(stage, hit, edited) {
  const cells = cellsOf(stage);
  const first = hit ?? cells[0];
  if (!first) return;
  const { grid, row, column, cell } = first;
  const was = cell.own ?? cell.value;
  let next = null;
  let done = false;
  const close = () => {
    if (done) return;
    done = true;
    const text = field.value.trim().replace("−", "-");
    field.remove();
    if (text && Number.isFinite(Number(text)) && Number(text) !== was) edited(first, Number(text));
    if (next === 0) stage.above.focus({ preventScroll: true });
    else if (next) openEditor(stage, cellsOf(stage)[placeIn(cells, first, next)], edited);
  };
  const keys = { Enter: 0, Escape: 0, Tab: 1 };
  const field = h("input", {
    class: "editor", value: String(Number(was.toPrecision(6))),
    "aria-label": `${say(grid.role)} [${cell.row}, ${cell.column}]`,
    style: `left:${grid.x + column * grid.cell}px;top:${grid.y + row * grid.cell}px;min-width:${grid.cell}px;height:${Math.max(24, grid.cell)}px`,
    onblur: close,
    onkeydown: (event) => {
      event.stopPropagation();
      if (!(event.key in keys)) return;
      event.preventDefault();
      if (event.key === "Escape") field.value = "";
      next = event.key === "Tab" ? (event.shiftKey ? -1 : 1) : 0;
      close();
    },
  }); // prettier-ignore
  stage.element.append(field);
  field.select();
}

/** The cells that Tab goes through. */
function cellsOf({ scene, layer, sum }) {
  const hit = (grid, row, column) => ({ grid, row, column, cell: grid.at(row, column) });
  const of = (role) => scene.grids.filter((grid) => grid.role === role);
  const taps = isPool(layer.mode) ? [] : of("kernel").flatMap((grid) => Array.from({ length: grid.rows * grid.columns }, (_, at) => hit(grid, Math.floor(at / grid.columns), at % grid.columns)));
  const pixels = of("input").flatMap((grid) => (sum?.terms ?? []).filter((term) => term.channel === grid.channel).map((term) => hit(grid, ...placeOf(scene, term))));
  return [...taps, ...pixels.filter((one) => one.cell.kind === "real")];
}

function placeIn(cells, { grid, row, column }, step) {
  const at = cells.findIndex((one) => one.grid.role === grid.role && one.grid.channel === grid.channel && one.row === row && one.column === column);
  return (at + step + cells.length) % cells.length;
}
