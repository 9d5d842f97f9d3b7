// What is on screen, as the address has it: what=c&layer=conv2. `what` is the target whose command "Same as" shows, compare or bench.

export const WHATS = ["onnx", "int8", "c", "c-int8", "html", "compare", "bench"];
export const FRESH = { what: "onnx", layer: "" };

/** Read words of the address; what is not understood is as at the beginning. */
export function parse(words) {
  const given = new URLSearchParams(words);
  return { what: WHATS.includes(given.get("what")) ? given.get("what") : FRESH.what, layer: given.get("layer") ?? "" };
}

/** Write them; what is as at the beginning is left out. */
export function words({ what, layer }) {
  const said = new URLSearchParams();
  if (what !== FRESH.what) said.set("what", what);
  if (layer) said.set("layer", layer);
  return said.toString();
}
