// What is on screen, as the address has it: the strokes themselves, what lies under them, how it enters, the unit, the view.

import { kept, keep, pack, unpack } from "convscope/draw/ink.js";

export const TOOLS = ["pen", "eraser", "move"];
export const FRESH = { ink: [], base: "", form: "", layers: "main", down: 0, across: 0, tool: "pen", pen: 20, colour: "", unit: [], view: [] };
const LONGEST = 6000; // letters of strokes in an address; longer drawings are kept in this tab
const MOST_PEN = 64;

const whole = (text, most) => (/^-?\d+$/.test(text ?? "") && Math.abs(Number(text)) <= most ? Number(text) : null);
const list = (text, count) => {
  const found = String(text ?? "").split(",").map(Number);
  return text && found.length === count && found.every(Number.isFinite) ? found : [];
};

/** Read words of the address; what is not understood is as at the beginning. */
export function parse(words) {
  const given = new URLSearchParams(words);
  const ink = given.get("ink") ?? "";
  const pen = whole(given.get("pen"), MOST_PEN);
  return {
    ink: unpack(ink.startsWith("own-") ? kept(ink) : ink),
    base: given.get("base") ?? "",
    form: ["mnist", "digits", "drawn"].includes(given.get("form")) ? given.get("form") : "",
    layers: given.get("layers") === "all" ? "all" : "main",
    down: whole(given.get("down"), 512) ?? 0,
    across: whole(given.get("across"), 512) ?? 0,
    tool: TOOLS.includes(given.get("tool")) ? given.get("tool") : FRESH.tool,
    pen: pen > 0 ? pen : FRESH.pen,
    colour: /^[0-9a-f]{6}$/.test(given.get("colour") ?? "") ? given.get("colour") : "",
    unit: list(given.get("unit"), 4).filter((one) => Number.isInteger(one) && one >= 0),
    view: list(given.get("view"), 5),
  };
}

/** Write them; what is as at the beginning is left out. */
export function words(state) {
  const said = [];
  const packed = pack(state.ink);
  if (packed) said.push(`ink=${packed.length > LONGEST ? keep(packed) : packed}`);
  for (const name of ["base", "form", "layers", "down", "across", "tool", "pen", "colour"]) if (state[name] !== FRESH[name]) said.push(`${name}=${state[name]}`);
  if (state.unit.length === 4) said.push(`unit=${state.unit.join(",")}`);
  if (state.view.length) said.push(`view=${state.view.map((one) => Number(one.toFixed(3))).join(",")}`);
  return said.join("&");
}
