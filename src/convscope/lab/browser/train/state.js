// What is on screen, as the address has it: run=digits-lenet5&at=5&layer=conv2&picture=3&with=other, and what the setup
// has that is not as at the beginning: data=mnist&epochs=3. Without `at` the newest moment is shown, and followed.

export const FRESH = { run: "", with: "", at: null, layer: "", picture: 0, data: "digits", network: "", recipe: "", epochs: null, rate: null, seed: 0 };
export const SETUP = ["data", "network", "recipe", "epochs", "rate", "seed"];
const MOST = { at: 1e6, picture: 1e6, epochs: 10000, seed: 2 ** 32 - 1 };

const whole = (text, most) => (/^\d{1,10}$/.test(text ?? "") && Number(text) <= most ? Number(text) : null);

/** Read words of the address; what is not understood is as at the beginning. */
export function parse(words) {
  const given = new URLSearchParams(words);
  const rate = Number(given.get("rate"));
  const epochs = whole(given.get("epochs"), MOST.epochs);
  return {
    ...Object.fromEntries(["run", "with", "layer", "network", "recipe"].map((name) => [name, given.get(name) ?? ""])),
    data: given.get("data") ?? FRESH.data,
    at: whole(given.get("at"), MOST.at),
    picture: whole(given.get("picture"), MOST.picture) ?? 0,
    epochs: epochs || null,
    rate: rate > 0 && rate < 1e6 ? rate : null,
    seed: whole(given.get("seed"), MOST.seed) ?? 0,
  };
}

/** Write them; what is as at the beginning is left out. */
export function words(state) {
  const said = new URLSearchParams();
  for (const [name, fresh] of Object.entries(FRESH)) if (state[name] !== fresh && state[name] !== null) said.set(name, state[name]);
  return said.toString();
}

/** The moment that is shown: the one of the epoch in the address or the nearest before it, else the newest; null where there is none. */
export function momentAt(moments, at) {
  if (!moments?.length) return null;
  if (at === null) return moments.at(-1);
  return moments.filter((one) => one <= at).at(-1) ?? moments[0];
}
