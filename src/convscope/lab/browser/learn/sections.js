// A lesson as an article: what its Markdown brought, with headings in the language spoken, and buttons to copy.

import { copying } from "convscope/frame/copying.js";
import { h, show } from "convscope/frame/html.js";
import { say, titled } from "convscope/frame/texts.js";

export const badge = ({ verdict }) => h("span", { class: `badge ${verdict}` }, titled("verdict", verdict));

// what a verdict rests on: calls that the lesson's author may write, what they came to just now, and whether that supports it
const measured = (lines) => h("details", { class: "measured" }, h("summary", {}, say(lines.every(({ holds }) => holds) ? "measuredSupports" : "measuredNot", { count: lines.length })), h("ul", {}, lines.map(({ expression, value, relation, bound, holds }) => h("li", { class: holds ? "" : "not" }, h("code", {}, expression), ` = ${value}`, relation === "=" && holds ? null : ` ${relation} ${bound}`, holds ? " ✓" : " ✗"))));

/** Give the article of a lesson as the server told it; its figures are still empty. */
export function articleOf(found) {
  const article = h("article", { class: "lesson" });
  article.innerHTML = found.html; // made by our server of Markdown, in which HTML is text; the policy bars scripts
  for (const own of article.querySelectorAll(".own")) if (found.own) own.textContent = found.own;
  for (const box of article.querySelectorAll("section")) DRESSED[box.className](box, found);
  article.prepend(h("h1", {}, found.title));
  return article;
}

const headed = (key) => (box) => box.prepend(h("h2", {}, say(key)));
const copied = (key) => (box) => show(box, h("h2", {}, say(key)), copying(box.textContent));

const DRESSED = {
  claim: (box) => box.prepend(h("h2", {}, say("noteSays"), h("span", { class: "quiet" }, ` · ${say("claimNumber", { number: box.dataset.claim })}`))),
  verdict: (box, found) => {
    box.prepend(h("h2", {}, say("claimNumber", { number: box.dataset.claim }), " ", badge(box.dataset)));
    box.append(measured(found.measured[box.dataset.claim] ?? []));
  },
  question: (box) => {
    headed("questionHead")(box);
    box.querySelector("summary").textContent = say("answerHead");
  },
  glossary: (box) => {
    headed("termsHead")(box);
    box.querySelector("table").prepend(h("thead", {}, h("tr", {}, ["termsNotes", "termsToday", "termsEnglish"].map((key) => h("th", { scope: "col" }, say(key))))));
  },
  papers: headed("papersHead"),
  command: copied("commandHead"),
  python: copied("pythonHead"),
  teacher: headed("teacherHead"),
};
