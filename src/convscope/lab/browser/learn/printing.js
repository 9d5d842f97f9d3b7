// Lessons on paper: the light theme, every stage drawn in lines and letters, what is folded opened, answers at the end.

import { h } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";

const root = document.documentElement;
let before = null; // what the paper takes the place of: the theme, and what was folded

/** Get ready for paper, or back for the screen; figures() gives those that are shown, middle is where the lessons stand. */
export function printing(on, middle, figures) {
  if (on === Boolean(before)) return;
  if (on) {
    const folded = [...middle.querySelectorAll("details:not([open]):not(.answer)")];
    before = { theme: root.dataset.theme, folded, answers: answersOf(middle) };
    root.dataset.theme = "light";
    if (before.answers) middle.append(before.answers);
  } else {
    if (before.theme) root.dataset.theme = before.theme;
    else delete root.dataset.theme;
    before.answers?.remove();
  }
  for (const one of before.folded) one.open = on;
  if (!on) before = null;
  root.classList.toggle("paper", on);
  for (const one of figures()) {
    one.dress();
    one.print?.(on);
  }
}

/** All answers of all lessons that are shown, with the titles of the lessons where there are several. */
function answersOf(middle) {
  const articles = [...middle.querySelectorAll("article.lesson")];
  const parts = articles.flatMap((article) => {
    const answers = [...article.querySelectorAll("details.answer")].map((one) => h("div", {}, [...one.children].slice(1).map((part) => part.cloneNode(true))));
    return answers.length && articles.length > 1 ? [h("h3", {}, article.querySelector("h1").textContent), ...answers] : answers;
  });
  return parts.length ? h("section", { class: "answers" }, h("h2", {}, say("answersHead")), parts) : null;
}
