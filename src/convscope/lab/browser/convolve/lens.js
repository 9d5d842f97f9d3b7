// A lens over grids too fine for numbers: the cells about the pointer, large, with their values.

import { colourOf, css, inkOn, short } from "convscope/frame/colours.js";
import { sharp } from "convscope/frame/html.js";
import { MONO } from "convscope/frame/pens.js";

const REACH = 2;
const CELL = 40;

/** Show the lens at a hit of the stage, or hide it (null). */
export function lensAt(canvas, { scene, look }, hit) {
  canvas.hidden = !hit;
  if (!hit) return;
  const side = (2 * REACH + 1) * CELL;
  const pen = sharp(canvas, side, side);
  const { grid, row, column } = hit;
  for (let down = -REACH; down <= REACH; down += 1) {
    for (let across = -REACH; across <= REACH; across += 1) {
      const [y, x] = [row + down, column + across];
      if (y < 0 || x < 0 || y >= grid.rows || x >= grid.columns) continue;
      const [left, top] = [(across + REACH) * CELL, (down + REACH) * CELL];
      const { kind, value } = grid.at(y, x);
      const bare = kind === "padding" || kind === "hole" || Number.isNaN(value);
      const colour = colourOf(value, look.scales[grid.role]);
      pen.fillStyle = bare ? look.inks.paper : css(colour);
      pen.fillRect(left, top, CELL - 1, CELL - 1);
      if (Number.isNaN(value)) continue;
      pen.fillStyle = bare ? look.inks.quiet : inkOn(colour);
      const words = short(value, 3);
      pen.font = `${Math.min(13, 36 / (0.62 * words.length))}px ${MONO}`;
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      pen.fillText(words, left + CELL / 2, top + CELL / 2);
    }
  }
  pen.strokeStyle = look.inks.accent;
  pen.lineWidth = 2;
  pen.strokeRect(REACH * CELL, REACH * CELL, CELL - 1, CELL - 1);
  const [x, y] = [grid.x + column * grid.cell, grid.y + row * grid.cell];
  canvas.style.left = `${x + side + 24 < scene.width ? x + 16 : Math.max(0, x - side - 16)}px`;
  canvas.style.top = `${Math.max(0, Math.min(scene.height - side, y - side / 2))}px`;
}
