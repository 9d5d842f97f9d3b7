// What is to be trained, in one row: data, network, recipe, epochs, rate, seed. What is left empty is the recipe's own.

import { keepingFocus } from "convscope/frame/focus.js";
import { h, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";

const OWN = "\u0000own"; // of a choice: what is typed beside it

/** Make it; turn(some) changes the state, begin() asks the server. */
export function setup({ turn, begin }) {
  const element = h("form", { id: "setup", onsubmit: (event) => (event.preventDefault(), begin()) });
  let [typing, drawn] = [{}, ""];
  const field = (key, inside, wide = false) => h("label", { class: wide ? "number wide" : "number" }, h("span", {}, say(key)), inside);

  function choice(name, names, value, { local, other, hint, mono = true }) {
    const typed = typing[name] || (value && !names.includes(value));
    const option = (one) => h("option", { value: one, selected: !typed && one === value }, one);
    const select = h("select", { id: `setup-${name}`, class: mono ? "mono" : null, "aria-label": say(`train${name[0].toUpperCase()}${name.slice(1)}`), onchange: () => {
      typing = { ...typing, [name]: select.value === OWN };
      turn({ [name]: select.value === OWN ? "" : select.value });
      if (typing[name]) element.querySelector(`#setup-${name}-own`)?.focus();
    } }, names.map(option), local ? h("option", { value: OWN, selected: typed }, say(other)) : null);
    const input = typed ? h("input", { id: `setup-${name}-own`, class: "mono", value: names.includes(value) ? "" : value, placeholder: say(hint), "aria-label": say(hint), spellcheck: "false", onchange: () => turn({ [name]: input.value.trim() }) }) : null;
    return [select, input];
  }

  return {
    element,
    /** Show what is offered and chosen; `fault` is the element that says what stood against the last try. */
    draw(offered, state, waits, language) {
      const key = JSON.stringify([offered, state, typing, waits, language]);
      if (key === drawn) return;
      drawn = key;
      const names = offered.networks.map((one) => one.name);
      const network = state.network || (names.includes("lenet5") ? "lenet5" : names[0]);
      const both = `${state.data}-${network.split("(")[0]}`;
      const ofData = offered.recipes[both] ? both : offered.data.find((one) => one.name === state.data)?.recipe ?? "folder";
      const own = offered.networks.find((one) => one.name === network)?.weights ? "fine-tune" : ofData;
      const recipe = offered.recipes[state.recipe || own];
      const number = (name, label, value, given, most, step = 1) => {
        const input = h("input", { type: "number", id: `setup-${name}`, min: step === 1 ? (name === "seed" ? 0 : 1) : 0, max: most, step: step === 1 ? "1" : "any", value: value ?? "", placeholder: given, oninput: () => turn({ [name]: input.value && input.validity.valid ? input.valueAsNumber : name === "seed" ? 0 : null }, { quiet: true }) });
        return field(label, input);
      };
      const local = offered.local;
      keepingFocus(element, () => show(element,
        field("trainData", choice("data", offered.data.map((one) => one.name), typing.data ? "" : state.data, { local, other: "trainDataOwn", hint: "trainDataHint" }), true),
        field("trainNetwork", choice("network", names, typing.network ? "" : network, { local, other: "trainNetworkOwn", hint: "trainNetworkHint" }), true),
        field("trainRecipe", recipes(offered, state, own)),
        number("epochs", "trainEpochs", state.epochs, recipe?.epochs ?? "", 10000),
        number("rate", "trainRate", state.rate, recipe?.rate ?? "", 1e6, 0),
        number("seed", "trainSeed", state.seed, 0, 2 ** 32 - 1),
        h("button", { class: "chip", id: "begin", type: "submit" }, say(waits ? "trainQueue" : "trainBegin"))));
    },
  };

  function recipes(offered, state, own) {
    const select = h("select", { id: "setup-recipe", onchange: () => turn({ recipe: select.value }) },
      h("option", { value: "", selected: !state.recipe }, say("trainRecipeOwn", { name: own })),
      Object.keys(offered.recipes).filter((one) => !/boxes|masks|photos|multi/.test(one)).map((one) => h("option", { value: one, selected: state.recipe === one }, one)));
    return select;
  }
}
