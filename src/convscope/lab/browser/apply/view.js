// Which part of a scene a canvas shows: the pixel in its middle, and how many pixels of the screen one of the scene has.

import { SCALES } from "convscope/apply/state.js";

const within = (value, low, high) => Math.max(low, Math.min(high, value));

/** The view that shows all of a scene of height × width in a room of so many pixels. */
export function whole({ height, width }, room) {
  return { at: [height / 2, width / 2], scale: within(Math.min(room.height / height, room.width / width), ...SCALES) };
}

/** Keep a view where something of the scene is seen. */
export function kept({ at, scale }, { height, width }) {
  return { at: [within(at[0], 0, height), within(at[1], 0, width)], scale: within(scale, ...SCALES) };
}

/** Where on the canvas a place of the scene is, (x, y). */
export const onScreen = ({ at, scale }, room, row, column) => [(column - at[1]) * scale + room.width / 2, (row - at[0]) * scale + room.height / 2];

/** Which place of the scene is under a point of the canvas, (row, column), with fractions. */
export const inScene = ({ at, scale }, room, x, y) => [(y - room.height / 2) / scale + at[0], (x - room.width / 2) / scale + at[1]];

/** Move by pixels of the screen. */
export const moved = ({ at, scale }, across, down) => ({ at: [at[0] - down / scale, at[1] - across / scale], scale });

/** Magnify by a factor; what is under the point (x, y) stays there. */
export function zoomed(view, room, factor, [x, y] = [room.width / 2, room.height / 2]) {
  const [row, column] = inScene(view, room, x, y);
  const scale = within(view.scale * factor, ...SCALES);
  return { at: [row - (y - room.height / 2) / scale, column - (x - room.width / 2) / scale], scale };
}

/** The coarsest level that has a pixel for each of the screen's. */
export const levelOf = (scale, levels, ratio = 1) => within(Math.floor(Math.log2(1 / (scale * ratio)) + 1e-9), 0, levels - 1);

/** The tiles of a level that a view shows, nearest to the middle first: [{level, row, column}]. */
export function tilesOf(view, room, { height, width, side }, level) {
  const span = side * 2 ** level;
  const [top, left] = inScene(view, room, 0, 0);
  const [bottom, right] = inScene(view, room, room.width, room.height);
  const found = [];
  for (let row = Math.max(0, Math.floor(top / span)); row * span < Math.min(bottom, height); row += 1)
    for (let column = Math.max(0, Math.floor(left / span)); column * span < Math.min(right, width); column += 1) found.push({ level, row, column });
  const far = ({ row, column }) => Math.hypot((row + 0.5) * span - view.at[0], (column + 0.5) * span - view.at[1]);
  return found.sort((one, other) => far(one) - far(other));
}
