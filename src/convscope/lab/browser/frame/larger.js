// A picture in a narrow place that can be pressed to be seen at its full size; Escape, or a press anywhere, closes it.

import { h } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";

/** A button with the picture in it. */
export function larger(src, alt) {
  return h("button", { class: "larger", title: say("larger"), "aria-label": `${alt}${say("colon")}${say("larger")}`, onclick: open }, h("img", { src, alt }));

  function open() {
    const dialog = h("dialog", { class: "large", "aria-label": alt, onclick: () => dialog.close(), onclose: () => dialog.remove() }, h("img", { src, alt }));
    document.body.append(dialog);
    dialog.showModal();
  }
}
