// What is on screen, as the address has it: size=64x64&layer=conv1&unit=3x14&view=coverage&fix=all&zeros=1&advise=1&apart=1.

export const FRESH = { size: [], layer: "", unit: [], view: "field", picture: "", fix: "", zeros: false, advise: false, apart: false, between: 16, lecture: false };

const lengths = (text) => {
  const found = String(text).split("x").map(Number);
  return text && found.every((one) => Number.isInteger(one) && one >= 0) ? found : [];
};

/** Read words of the address; what is not understood is as at the beginning. */
export function parse(words) {
  const given = new URLSearchParams(words);
  const between = Number(given.get("between"));
  return {
    ...FRESH,
    size: lengths(given.get("size") ?? "").filter((one) => one > 0),
    layer: given.get("layer") ?? "",
    unit: lengths(given.get("unit") ?? ""),
    view: given.get("view") === "coverage" ? "coverage" : "field",
    fix: given.get("fix") ?? "",
    picture: given.get("picture") ?? "",
    between: Number.isInteger(between) && between > 0 ? between : FRESH.between,
    ...Object.fromEntries(["zeros", "advise", "apart", "lecture"].map((name) => [name, given.get(name) === "1"])),
  };
}

/** Write them; what is as at the beginning is left out. */
export function words(state) {
  const said = new URLSearchParams();
  for (const [name, fresh] of Object.entries(FRESH)) {
    const value = state[name];
    if (Array.isArray(value)) value.length && said.set(name, value.join("x"));
    else if (value !== fresh) said.set(name, value === true ? "1" : String(value));
  }
  return said.toString();
}

/** What the server is told of it. */
export const asking = (state) => ({ size: state.size, zeros: state.zeros, advise: state.advise, fix: state.fix });
