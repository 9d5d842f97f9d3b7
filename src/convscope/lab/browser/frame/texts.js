// The lab's words in the language chosen, else the browser's. A catalogue a language, a file a page.

import en from "convscope/texts/en.js";
import zh from "convscope/texts/zh.js";

export const CATALOGUES = { en, zh };
let chosen = "en";

export function speak(language) {
  chosen = CATALOGUES[language] ? language : globalThis.navigator?.language?.startsWith("zh") ? "zh" : "en";
  document.documentElement.lang = chosen === "zh" ? "zh-CN" : "en";
  return chosen;
}

/** A text by its key, its {places} filled. A key that is not there is a fault of ours and said so. */
export function say(key, values = {}) {
  const text = CATALOGUES[chosen][key];
  if (text === undefined) throw new Error(`no text for ${key} in ${chosen}`);
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

export const titled = (prefix, name) => say(prefix + name[0].toUpperCase() + name.slice(1));

/** Which language is spoken: "en" or "zh". */
export const spoken = () => chosen;

/** What stands between two sentences. */
export const gap = () => (chosen === "zh" ? "" : " ");
