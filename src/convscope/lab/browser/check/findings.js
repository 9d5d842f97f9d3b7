// What the rules found, worst first: what, why, the fix, and the network with it.

import { by, whole } from "convscope/check/numbers.js";
import { reason, said } from "convscope/check/telling.js";
import { h } from "convscope/frame/html.js";
import { say, titled } from "convscope/frame/texts.js";

const link = (layer, choose) => h("button", { class: "link", "data-name": layer, onclick: () => choose(layer) }, layer);

/** The list; choose(layer) lights a layer, fix(rule) shows the network with the fixes of a rule, "all" or "" for none. */
export function findings(found, { choose, fix }) {
  if (found.fixed) return [after(found, { choose, fix }), ...found.findings.map((one) => item(one, { choose, fix: null }))];
  const mendable = new Set(found.findings.filter((one) => one.changes.length).map((one) => one.name));
  const all = mendable.size > 1 ? h("button", { class: "chip", id: "fix-all", onclick: () => fix("all") }, say("checkShowAll")) : null;
  const meant = found.meant ? say("checkMeant", { count: found.meant }) : say("checkNoneMeant");
  if (!found.findings.length) return [h("p", { class: "quiet", id: "nothing" }, say("checkNothing", { meant }))];
  return [...found.findings.map((one) => item(one, { choose, fix })), all];
}

function item(one, { choose, fix }) {
  const [message, mend] = said(one.name, one);
  const changes = one.changes.length ? h("ul", { class: "changes" }, [...new Set(one.changes)].map((change) => h("li", {}, change))) : null;
  const button = !fix ? null : one.changes.length ? h("button", { class: "chip", "data-fix": one.name, onclick: () => fix(one.name) }, say("checkShowFix")) : h("p", { class: "quiet" }, say("checkNoFix"));
  return h("article", { class: `finding ${one.severity}`, "data-rule": one.name },
    h("h3", {}, h("span", { class: `badge ${one.severity}` }, titled("check", one.severity)), " ", link(one.layer, choose)),
    h("p", { class: "quiet" }, `${one.code} ${one.name}`, one.place ? ` · ${one.place.split("/").at(-1)}` : ""),
    h("p", {}, message), h("p", { class: "quiet" }, say(`why:${one.name}`)), h("p", {}, mend), one.also.length ? h("p", { class: "quiet" }, say("checkAlso", { count: one.also.length })) : null, changes, button);
}

const NAMES = { parameters: "checkParameters", MACs: "checkMacs", "bytes at once": "checkBytes", findings: "checkFindingsCount" };

function after(found, { choose, fix }) {
  const { gained, changes, left, size, lit } = found.fixed;
  return h("article", { class: "finding fixed" },
    h("h3", {}, say("checkFixed")),
    h("p", { class: "quiet" }, say(changes.length ? "checkFixedHelp" : "checkUnchanged")),
    size.join() === found.size.join() ? null : h("p", {}, say("checkFixedSize", { size: by(size) })),
    h("table", { class: "gained" }, Object.entries(gained).map(([name, [was, now]]) => h("tr", { "data-gained": name }, h("th", { scope: "row" }, say(NAMES[name])), h("td", {}, whole(was)), h("td", {}, "→"), h("td", { class: was === now ? "" : "lit" }, whole(now))))),
    changes.length ? h("ul", { class: "changes" }, changes.map((change) => h("li", {}, change))) : null,
    lit.length ? h("p", {}, lit.slice(0, 8).flatMap((name) => [link(name, choose), " "])) : null,
    left.slice(0, 6).map((one) => h("p", { class: "quiet" }, say("checkLeft", { ...one, why: reason(one.why, one.said) }))),
    h("button", { class: "chip", id: "unfix", onclick: () => fix("") }, say("checkBack")));
}
