// Learn: the contents, and a lesson with its figures. Which lesson is in the path; the rest of the address is the frame's.

import { Superseded } from "convscope/frame/ask.js";
import { h, show } from "convscope/frame/html.js";
import { settings } from "convscope/frame/settings.js";
import { say, spoken, titled } from "convscope/frame/texts.js";
import { asker, fault } from "convscope/learn/asking.js";
import { bottleneckFigure } from "convscope/learn/bottleneck.js";
import { convolveFigure } from "convscope/learn/convolve.js";
import { fieldFigure } from "convscope/learn/field.js";
import { learningFigure } from "convscope/learn/learning.js";
import { pacesFigure } from "convscope/learn/paces.js";
import { paintedFigure } from "convscope/learn/painted.js";
import { positionsFigure } from "convscope/learn/positions.js";
import { responsesFigure } from "convscope/learn/responses.js";
import { seamsFigure } from "convscope/learn/seams.js";
import { sizesFigure } from "convscope/learn/sizes.js";
import { squaresFigure } from "convscope/learn/squares.js";
import { tableFigure } from "convscope/learn/table.js";
import { triedFigure } from "convscope/learn/tried.js";
import { unitFigure } from "convscope/learn/unit.js";

const FIGURES = { bottleneck: bottleneckFigure, convolve: convolveFigure, field: fieldFigure, learning: learningFigure, paces: pacesFigure, painted: paintedFigure, positions: positionsFigure, responses: responsesFigure, seams: seamsFigure, sizes: sizesFigure, squares: squaresFigure, table: tableFigure, tried: triedFigure, unit: unitFigure };
let frame = null;
let lesson = null;
let figures = [];
let shown = "";

export default { name: "learn", title: "learnTitle", lead: "learnLead", alone: true, mount };

function mount(given) {
  frame = given;
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || !lesson) return;
    if (event.target.closest("input, select, textarea, pre, canvas, dialog")) return;
    if (event.key === "f") return void full();
    const to = { ArrowLeft: lesson.before, ArrowRight: lesson.after }[event.key];
    if (to) go(`learn/${to.name}`);
  });
  addEventListener("popstate", arrive);
  addEventListener("beforeprint", () => printing(true));
  addEventListener("afterprint", () => printing(false));
  addEventListener("resize", () => figures.forEach((one) => one.dress()));
  return { read: arrive, dress, same };
}

/** Where a lesson is: of a site that was written each has a file of its own. */
const place = (path) => (settings.lesson === undefined ? frame.to(path) : `${path === "learn" ? "index" : path.replace("learn/", "")}.html${frame.to("").slice(1)}`);

/** Turn to another lesson in this same document: a full screen stays one. */
function go(path) {
  if (settings.lesson !== undefined) return void (location.href = place(path));
  history.pushState(null, "", frame.to(path));
  arrive();
}

/** A link that turns, unless it is to be opened elsewhere. */
function turning(given, path, words) {
  return h("a", { ...given, href: place(path), onclick: (event) => !event.ctrlKey && !event.metaKey && !event.shiftKey && (event.preventDefault(), go(path)) }, words);
}

let screen = null; // what the paper takes the place of
function printing(on) {
  const root = document.documentElement;
  if (on) screen = root.dataset.theme;
  if (on || screen) root.dataset.theme = on ? "light" : screen;
  else delete root.dataset.theme;
  root.classList.toggle("paper", on);
  for (const one of figures) {
    one.dress();
    one.print?.(on);
  }
}

const named = () => settings.lesson ?? decodeURIComponent(location.pathname.replace(/^\/learn\/?/, ""));

/** Ask for what the path names, in the language spoken. */
async function arrive() {
  const [wanted, again] = [`${named()} ${spoken()}`, lesson?.name === named()];
  if (wanted === shown) return;
  shown = wanted;
  document.documentElement.removeAttribute("data-settled");
  const at = again ? reading() : 0;
  try {
    if (named()) await showLesson(settings.told?.[spoken()] ?? (await frame.ask("lesson", { name: named(), language: spoken() })));
    else showContents((settings.told?.[spoken()] ?? (await frame.ask("lessons", { language: spoken() }))).lessons);
    if (wanted !== shown) return; // another one was asked for meanwhile
    keep(at);
  } catch (error) {
    if (error instanceof Superseded) return;
    shown = "";
    show(frame.middle, error.kind === "UnknownName" ? h("p", { class: "lost", role: "alert" }, say("learnNone", { name: named() })) : fault(error), h("p", {}, turning({}, "learn", say("contents"))));
  }
  document.documentElement.dataset.settled = "yes";
}

function dress() {
  if (!shown) return;
  if (!shown.endsWith(` ${spoken()}`)) arrive();
  else figures.forEach((one) => one.dress());
}

const badge = ({ verdict }) => h("span", { class: `badge ${verdict}` }, titled("verdict", verdict));

function showContents(lessons) {
  figures.forEach((one) => one.stop());
  [lesson, figures] = [null, []];
  const line = (one) =>
    h("li", {}, turning({}, `learn/${one.name}`, one.title), h("span", { class: "verdicts" }, one.claims.map((claim) => h("span", {}, badge(claim), h("span", { class: "quiet" }, claim.said || say("claimNumber", claim))))));
  show(frame.middle, h("ol", { class: "contents" }, lessons.map(line)));
}

// what a verdict rests on: calls that the lesson's author may write, what they came to just now, and whether that supports it
const measured = (lines) => h("details", { class: "measured" }, h("summary", {}, say(lines.every(({ holds }) => holds) ? "measuredSupports" : "measuredNot", { count: lines.length })), h("ul", {}, lines.map(({ expression, value, relation, bound, holds }) => h("li", { class: holds ? "" : "not" }, h("code", {}, expression), ` = ${value}`, relation === "=" && holds ? null : ` ${relation} ${bound}`, holds ? " ✓" : " ✗"))));

async function showLesson(found) {
  figures.forEach((one) => one.stop());
  const other = lesson?.name !== found.name;
  lesson = found;
  document.title = found.title;
  const article = h("article", { class: "lesson" });
  article.innerHTML = found.html; // made by our server of Markdown, in which HTML is text; the policy bars scripts
  for (const box of article.querySelectorAll("section.claim, section.verdict")) {
    const { claim: number, verdict } = box.dataset;
    const words = box.className === "claim" ? [say("noteSays"), h("span", { class: "quiet" }, ` · ${say("claimNumber", { number })}`)] : [say("claimNumber", { number }), " ", badge({ verdict })];
    box.prepend(h("h2", {}, words));
    if (box.className === "verdict") box.append(measured(found.measured[number] ?? []));
  }
  const link = (id, to, words) => (to ? turning({ id, class: "chip", title: to.title }, `learn/${to.name}`, words) : null);
  const way = () => h("nav", { class: "way" }, link("previous", found.before, `‹ ${say("previousLesson")}`), turning({ class: "chip" }, "learn", say("contents")), link("next", found.after, `${say("nextLesson")}${say("colon")}${found.after?.title} ›`), h("button", { class: "chip", onclick: full }, say("fullScreen")));
  article.prepend(h("h1", {}, found.title));
  show(frame.middle, article, way());
  if (other) for (const one of [frame.middle, document.documentElement]) one.scrollTop = 0;
  figures = [...article.querySelectorAll("figure[data-figure]")].map((element) => {
    const at = Number(element.dataset.figure);
    const given = found.figures[at];
    return FIGURES[given.kind](element, { ...given, at }, asker(frame, found.name, at), frame);
  });
  globalThis.convscope = { figures };
  for (const one of figures) if (lesson === found) await one.load?.(); // one after the other, as they are read
}

function full() {
  if (document.fullscreenElement) document.exitFullscreen();
  else frame.middle.requestFullscreen();
}

/** Which part of the lesson stands at the top of the screen, so that another language begins there. */
function reading() {
  return [...document.querySelectorAll("article.lesson > *")].findIndex((part) => part.getBoundingClientRect().bottom > 0);
}

function keep(at) {
  if (at > 0) document.querySelectorAll("article.lesson > *")[at]?.scrollIntoView();
}

/** The figure nearest to the middle of the screen, else the page itself. */
function same() {
  const middle = innerHeight / 2;
  const away = (element) => Math.abs(element.getBoundingClientRect().top + element.offsetHeight / 2 - middle);
  const all = [...document.querySelectorAll("article.lesson > figure")];
  const nearest = all.indexOf([...all].sort((one, other) => away(one) - away(other))[0]);
  return nearest < 0 ? { command: "convscope lab", python: `# ${say("noSame")}` } : figures[nearest].same();
}
