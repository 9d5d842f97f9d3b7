// A stage as it is printed: a drawing of lines and letters in place of its two canvases, of which browsers print one.

import { paintGrids, paintMoving } from "convscope/convolve/paint.js";
import { svgPen } from "convscope/frame/pens.js";

/** Put the drawing beside the canvases, or take it away. */
export function printed(stage, on) {
  stage.element.querySelector("svg")?.remove();
  if (!on) return;
  const { scene, look, state, sum } = stage;
  const pen = svgPen(scene.width, scene.height);
  paintGrids(pen, scene, look);
  paintMoving(pen, scene, { row: state.row, column: state.column, sum, lit: null, reading: [], filled: null, winner: sum?.winner ?? null }, look);
  stage.element.append(new DOMParser().parseFromString(pen.done(), "image/svg+xml").documentElement);
}
