// One layer's maps, page by page, the most active first.

import { by, whole } from "convscope/check/numbers.js";
import { legend } from "convscope/frame/legend.js";
import { h } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";
import { tile } from "convscope/look/tile.js";

export function layer(found, { choose, point, turn }) {
  const step = (by, key) => h("button", { class: "chip", "data-step": by, disabled: found.page + by < 0 || found.page + by >= found.pages, onclick: () => turn({ page: found.page + by }) }, say(key));
  const pages = found.pages > 1 ? h("div", { class: "chips" }, step(-1, "lookBefore"), h("span", { class: "told" }, `${found.page + 1} / ${found.pages}`), step(1, "lookNext")) : null;
  return h("section", { id: "layer-maps" }, h("h2", {}, `${found.name} · ${found.operator} · ${by(found.shape)}`),
    h("p", { class: "quiet" }, say("lookRanked", { count: whole(found.of) })), legend(found), pages,
    h("div", { class: "tiles" }, found.maps.map((map) => tile(found, map, { choose, point }))));
}
