// The teacher's mode: one lesson large, a step at a time, for a projector; everything by keys.

import { h, show } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";

const LAST = ["papers", "command", "python"]; // one step together, the last

/**
 * Part an article into steps, each a list of its elements: title and claims; then, section by section, what belongs to
 * one figure; verdicts; the question; terms; what to read and run. The heading of a section stands in all of its steps.
 */
export function stepsOf(article) {
  const steps = [];
  let [heading, kind] = [null, ""];
  const begin = (next) => (steps.push(heading && next === "text" ? [heading] : []), (kind = next));
  for (const element of article.children) {
    const [name] = element.classList;
    const own = element.tagName === "SECTION" ? (LAST.includes(name) ? "links" : name) : element.tagName === "H1" ? "claim" : "text";
    if (own === "teacher") continue;
    if (element.tagName === "H2") {
      heading = element;
      begin("text");
      continue;
    }
    const full = steps.at(-1)?.some((one) => one.tagName === "FIGURE");
    if (own !== kind || (own === "text" && full && figureFollows(element))) begin(own);
    steps.at(-1).push(element);
  }
  return steps.filter((one) => one.length);
}

/** Whether there is another figure before the section ends; else what is left stays where it is. */
function figureFollows(element) {
  for (let one = element; one && !["H2", "SECTION"].includes(one.tagName); one = one.nextElementSibling) if (one.tagName === "FIGURE") return true;
  return false;
}

/** The mode. `on` answers: step(number), lesson(-1 or 1), leave(), seen(). Gives {show(article, step), hide(), key(event)}. */
export function makeTeaching(middle, on) {
  const foot = h("footer", { class: "teach-foot" });
  const help = h("dialog", { class: "teach-keys" });
  let [steps, at, article] = [[], 0, null];

  function draw() {
    const shown = new Set(steps[at]);
    for (const element of article.children) element.classList.toggle("off", !shown.has(element) && !element.classList.contains("teacher"));
    show(foot, h("span", {}, article.querySelector("h1").textContent), h("span", { class: "computed", "data-step": at }, `${at + 1} / ${steps.length}`), h("button", { class: "chip", onclick: keys }, `? ${say("teachKeys")}`));
    scrollTo(0, 0);
    on.seen();
  }

  function keys() {
    const row = ([pressed, key]) => h("tr", {}, h("td", {}, pressed), h("td", {}, say(key)));
    show(help, h("h2", {}, say("teachKeys")), h("table", {}, h("tbody", {}, KEYS.map(row))), h("button", { class: "chip", onclick: () => help.close() }, say("close")));
    if (!help.open) help.showModal();
  }

  const answer = () => article.querySelector(".question:not(.off) details.answer");

  function forward() {
    const folded = answer();
    if (folded && !folded.open) folded.open = true;
    else if (at + 1 < steps.length) on.step(at + 1);
    else on.lesson(1);
  }

  const back = () => (at ? on.step(at - 1) : on.lesson(-1));
  const ACTS = {
    ArrowRight: forward, PageDown: forward, " ": forward, ArrowLeft: back, PageUp: back, Backspace: back,
    Home: () => on.step(0), End: () => on.step(steps.length - 1),
    a: () => answer()?.toggleAttribute("open"), n: () => document.documentElement.classList.toggle("notes"),
    l: () => document.getElementById("language").click(), d: () => document.getElementById("theme").click(),
    "?": keys, h: keys, Escape: () => on.leave(),
  }; // prettier-ignore

  return {
    show(one, step) {
      [article, steps] = [one, stepsOf(one)];
      at = Math.max(0, Math.min(step, steps.length - 1));
      document.documentElement.classList.add("teaching");
      if (!foot.isConnected) middle.after(foot, help);
      draw();
    },
    hide() {
      document.documentElement.classList.remove("teaching", "notes");
      for (const element of article?.children ?? []) element.classList.remove("off");
      foot.remove();
      help.remove();
      article = null;
    },
    /** Answer a key; true where it was one of ours. */
    key(event) {
      const busy = event.target.closest("input, select, textarea, pre, canvas"); // it has keys of its own
      if (help.open || ([" ", "Enter"].includes(event.key) && event.target.closest("button, summary, a"))) return false;
      if (busy && event.key === "Escape") return busy.blur(), true;
      if (busy && !event.key.startsWith("Page")) return false;
      if (event.shiftKey && event.key.startsWith("Arrow")) return on.lesson(event.key === "ArrowLeft" ? -1 : 1), true;
      const act = ACTS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      act?.();
      return Boolean(act);
    },
  };
}

const KEYS = [
  ["→  PageDown  Space", "keyForward"], ["←  PageUp", "keyBack"], ["Home  End", "keyEnds"], ["Shift →  Shift ←", "keyLesson"], ["A", "keyAnswer"],
  ["N", "keyNotes"], ["F", "keyFull"], ["L", "keyLanguage"], ["D", "keyTheme"], ["Esc", "keyLeave"],
]; // prettier-ignore
