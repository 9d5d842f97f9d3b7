// A block of text with a button that copies it.

import { h } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";

export function copying(text) {
  const button = h("button", { class: "chip", onclick: () => copy(text, button) }, say("copy"));
  return h("div", { class: "code" }, button, h("pre", { tabindex: "0" }, text));
}

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = h("textarea", {}, text); // file:// has no clipboard in some browsers
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  button.textContent = say("copied");
}
