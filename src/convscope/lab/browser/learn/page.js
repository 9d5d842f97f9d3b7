// Learn: the contents, a lesson with its figures, the teacher's mode, all lessons in a row. Which lesson is in the path,
// `teach=1&step=3` in what the address has after the #.

import { parted } from "convscope/frame/address.js";
import { Superseded } from "convscope/frame/ask.js";
import { h, show } from "convscope/frame/html.js";
import { settings } from "convscope/frame/settings.js";
import { say, spoken } from "convscope/frame/texts.js";
import { fault } from "convscope/learn/asking.js";
import { filled } from "convscope/learn/figures.js";
import { printing } from "convscope/learn/printing.js";
import { articleOf, badge } from "convscope/learn/sections.js";
import { makeTeaching } from "convscope/learn/teaching.js";

const ALL = "all"; // in place of a lesson's name: every lesson in a row, to print
let frame = null;
let teaching = null;
let lesson = null;
let figures = [];
let shown = "";

export default { name: "learn", title: "learnTitle", lead: "learnLead", alone: true, mount };

function mount(given) {
  frame = given;
  teaching = makeTeaching(frame.middle, { step: (step) => (frame.remember(worded(step), { replace: true }), teach()), lesson: (way) => turn(way, true), leave, seen: () => figures.forEach((one) => one.dress()) });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || !lesson) return;
    if (asked().teach && teaching.key(event)) return void event.preventDefault();
    if (event.target.closest("input, select, textarea, pre, canvas, dialog")) return;
    if (event.key === "f") return void full();
    if (event.key === "t") return void (asked().teach ? leave() : enter());
    if (!asked().teach) turn({ ArrowLeft: -1, ArrowRight: 1 }[event.key]);
  });
  addEventListener("popstate", arrive);
  addEventListener("beforeprint", () => print(true));
  addEventListener("afterprint", () => print(false));
  addEventListener("resize", () => figures.forEach((one) => one.dress()));
  return { read: arrive, dress, same };
}

/** What the address says of the teacher's mode; `?teach=1` is understood, too. */
function asked() {
  const words = new URLSearchParams(parted(location.hash).words);
  return { teach: words.get("teach") === "1" || (new URLSearchParams(location.search).get("teach") === "1" && words.get("teach") !== "0"), step: Number(words.get("step") ?? 0) || 0 };
}

const worded = (step) => `teach=1${step ? `&step=${step}` : ""}`;
const enter = () => (frame.remember(worded(0)), teach());

function leave() {
  if (document.fullscreenElement) document.exitFullscreen();
  frame.remember(location.search.includes("teach=1") ? "teach=0" : "");
  teach();
}

/** Show the lesson as the address asks. */
function teach() {
  const { teach: on, step } = asked();
  if (on && lesson) teaching.show(frame.middle.querySelector("article.lesson"), step);
  else teaching.hide();
  if (!on) figures.forEach((one) => one.dress());
}

/** Where a lesson is: of a site that was written each has a file of its own. */
const place = (path, words = "") => (settings.lesson === undefined ? frame.to(path, words) : `${path === "learn" ? "index" : path.replace("learn/", "")}.html${frame.to("", words).slice(1)}`);

/** Turn to another lesson in this same document: a full screen stays one. */
function go(path, words = "") {
  if (settings.lesson !== undefined) return void (location.href = place(path, words));
  history.pushState(null, "", place(path, words));
  frame.remember(words, { replace: true });
  arrive();
}

function turn(way, teach = false) {
  const to = way === 1 ? lesson.after : way === -1 ? lesson.before : null;
  if (to) go(`learn/${to.name}`, teach ? worded(0) : "");
}

/** A link that turns, unless it is to be opened elsewhere. */
function turning(given, path, words) {
  return h("a", { ...given, href: place(path), onclick: (event) => !event.ctrlKey && !event.metaKey && !event.shiftKey && (event.preventDefault(), go(path)) }, words);
}

const print = (on) => printing(on, frame.middle, () => figures);
const named = () => settings.lesson ?? decodeURIComponent(location.pathname.replace(/^\/learn\/?/, ""));
const at = () => `${named()} ${spoken()}`; // what shall be shown
const told = async (kind, values) => settings.told?.[spoken()] ?? (await frame.ask(kind, { ...values, language: spoken() }));

/** Ask for what the path names, in the language spoken. */
async function arrive() {
  const again = lesson?.name === named();
  if (shown === at()) return teach();
  shown = at();
  document.documentElement.removeAttribute("data-settled");
  const part = again ? reading() : 0;
  try {
    if (named() === ALL) await showAll();
    else if (named()) await showLesson(await told("lesson", { name: named() }));
    else showContents((await told("lessons")).lessons);
    if (shown !== at()) return; // another one was asked for meanwhile
    keep(part);
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

function showContents(lessons) {
  empty();
  const line = (one) =>
    h("li", {}, turning({}, `learn/${one.name}`, one.title), h("span", { class: "verdicts" }, one.claims.map((claim) => h("span", {}, badge(claim), h("span", { class: "quiet" }, claim.said || say("claimNumber", claim))))));
  show(frame.middle, h("ol", { class: "contents" }, lessons.map(line)), h("p", { class: "way" }, turning({ class: "chip" }, `learn/${ALL}`, say("handout"))));
}

function empty() {
  figures.forEach((one) => one.stop());
  [lesson, figures] = [null, []];
  teach();
}

async function showLesson(found) {
  const other = lesson?.name !== found.name;
  if (settings.served && found.name !== named()) {
    history.replaceState(null, "", location.href.replace(/\/learn\/[^#?]*/, `/learn/${found.name}`)); // it had another name before
    shown = at();
  }
  empty();
  lesson = found;
  document.title = found.title;
  const article = articleOf(found);
  const link = (id, to, words) => (to ? turning({ id, class: "chip", title: to.title }, `learn/${to.name}`, words) : null);
  const button = (id, act, words) => h("button", { class: "chip", id, onclick: act }, words);
  show(frame.middle, article, h("nav", { class: "way" }, link("previous", found.before, `‹ ${say("previousLesson")}`), turning({ class: "chip" }, "learn", say("contents")), link("next", found.after, `${say("nextLesson")}${say("colon")}${found.after?.title} ›`), button("full", full, say("fullScreen")), button("teach", enter, say("teach")), button("print", () => globalThis.print(), say("printLesson"))));
  if (other) for (const one of [frame.middle, document.documentElement]) one.scrollTop = 0;
  figures = filled(article, found, frame);
  globalThis.convscope = { figures };
  teach();
  for (const one of figures) if (lesson === found) await one.load?.(); // one after the other, as they are read
}

/** All lessons in a row, for paper: their figures as they are at first. */
async function showAll() {
  empty();
  const { lessons } = await told("lessons");
  const [note, list] = [h("p", { class: "quiet", role: "status" }), h("div")];
  const button = h("button", { class: "chip", id: "print", disabled: true, onclick: () => globalThis.print() }, say("printAll"));
  show(frame.middle, h("nav", { class: "way" }, turning({ class: "chip" }, "learn", say("contents")), button, note), list);
  for (const [done, one] of lessons.entries()) {
    note.textContent = say("handoutGoes", { at: done + 1, all: lessons.length });
    const found = one.html ? one : await told("lesson", { name: one.name }); // a page that was written holds them all
    if (shown !== at()) return;
    const article = articleOf(found);
    list.append(article);
    const own = filled(article, found, frame);
    figures.push(...own);
    for (const figure of own) if (shown === at()) await figure.load?.();
  }
  globalThis.convscope = { figures };
  [note.textContent, button.disabled] = [say("handoutDone"), false];
}

function full() {
  if (document.fullscreenElement) document.exitFullscreen();
  else (asked().teach ? document.documentElement : frame.middle).requestFullscreen();
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
