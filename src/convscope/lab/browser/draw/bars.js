// The answer: a bar a class, in an order that stays; or the one number; or the picture that is painted.

import { short } from "convscope/frame/colours.js";
import { h, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";

const CAPTIONS = { painting: "drawPainting", pixels: "drawPixels", boxes: "drawBoxes" };
const percent = (share) => `${(100 * share).toFixed(1)}\u00a0%`;

export function bars() {
  const element = h("section", { id: "bars", role: "status", "data-label": "drawAnswer" });
  let [rows, built, shown] = [[], "", null];

  /** Rows are made once and only their widths and words change while one draws. */
  function draw(answer) {
    shown = answer;
    if (answer.kind === "none") return void (show(element, h("p", {}, answer.why || say("drawNoAnswer", { shape: answer.shape }))), (built = ""));
    if (answer.kind === "number") return void (show(element, h("p", { class: "told" }, say("drawNumber", { value: short(answer.rows[0].score, 5) }))), (built = ""));
    const list = answer.rows ?? [];
    const now = `${answer.kind} ${list.length} ${Boolean(answer.image)} ${document.documentElement.lang}`;
    if (now !== built) build(answer, list);
    built = now;
    const best = list.reduce((most, one, at) => (one.share > (list[most]?.share ?? -1) ? at : most), 0);
    list.forEach((one, at) => {
      const { row, name, bar, share } = rows[at];
      row.classList.toggle("best", at === best && answer.kind === "classes");
      row.dataset.share = String(one.share);
      row.title = one.score === null ? "" : say("drawScore", { score: short(one.score, 5) });
      name.textContent = one.name;
      bar.style.width = `${Math.max(0.5, 100 * one.share)}%`;
      bar.style.background = one.colour ? `rgb(${one.colour})` : "";
      share.textContent = percent(one.share);
    });
    if (answer.image) element.querySelector("img").src = answer.image;
  }

  function build(answer, list) {
    rows = list.map(() => {
      const [name, bar, share] = [h("span", { class: "name" }), h("i"), h("span", { class: "share" })];
      return { row: h("li", {}, name, h("span", { class: "way" }, bar), share), name, bar, share };
    });
    const caption = answer.image ? say(CAPTIONS[answer.kind], { size: answer.size.join(" × ") }) : answer.count > list.length ? say("drawTop", { count: list.length, of: answer.count.toLocaleString("en-US") }) : say("drawShares");
    show(element, answer.image ? h("img", { alt: caption, src: answer.image }) : null, h("ol", { class: answer.kind }, rows.map((one) => one.row)), h("p", { class: "quiet" }, caption));
  }

  return { element, draw, dress: () => shown && ((built = ""), draw(shown)) };
}
