// What is on screen, as the address has it: picture=hash&layers=all&layer=3&page=1&unit=7&place=4,5&channel=2.

export const FRESH = { picture: "", layers: "main", layer: -1, page: 0, unit: -1, place: [], channel: -1 };
const MOST = 2 ** 24;

const whole = (text) => (/^\d+$/.test(text ?? "") && Number(text) <= MOST ? Number(text) : -1);

/** Read words of the address; what is not understood is as at the beginning. */
export function parse(words) {
  const given = new URLSearchParams(words);
  const layer = whole(given.get("layer"));
  const unit = layer < 0 ? -1 : whole(given.get("unit"));
  const place = (given.get("place") ?? "").split(",").filter(Boolean).map(whole);
  return {
    picture: /^[0-9a-f]*$/.test(given.get("picture") ?? "") ? given.get("picture") ?? "" : "",
    layers: given.get("layers") === "all" ? "all" : "main",
    layer,
    page: Math.max(0, whole(given.get("page"))),
    unit,
    place: unit < 0 || place.length > 2 || place.includes(-1) ? [] : place,
    channel: unit < 0 ? -1 : whole(given.get("channel")),
  };
}

/** Write them; what is as at the beginning is left out. */
export function words(state) {
  const said = [];
  for (const name of ["picture", "layers", "layer", "page", "unit", "channel"]) if (state[name] !== FRESH[name]) said.push(`${name}=${state[name]}`);
  if (state.place.length) said.push(`place=${state.place.join(",")}`);
  return said.join("&");
}

/** One step out: from a product to its unit, to its layer, to the network. */
export function out(state) {
  if (state.channel >= 0) return { channel: -1 };
  if (state.unit >= 0) return { unit: -1, place: [] };
  return { layer: -1, page: 0 };
}
