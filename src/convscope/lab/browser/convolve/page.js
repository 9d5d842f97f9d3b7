// Convolve: the state, and what is painted anew when it changes.

import { changed, cutOut, edited, inside, shaped } from "convscope/convolve/changes.js";
import { scaleOf, short } from "convscope/frame/colours.js";
import { makeControls } from "convscope/convolve/controls.js";
import { costOf, divides, formulas, lostOf, lostWords } from "convscope/convolve/facts.js";
import { download, h, renew, show } from "convscope/frame/html.js";
import { decoded, keep } from "convscope/convolve/kept.js";
import { filmButton } from "convscope/convolve/film.js";
import { fault, forward, isPool } from "convscope/convolve/layer.js";
import { CUT, EXAMPLES } from "convscope/convolve/lectures.js";
import { lensAt } from "convscope/convolve/lens.js";
import { makeMaps } from "convscope/convolve/maps.js";
import { makePlayer } from "convscope/convolve/player.js";
import { openEditor } from "convscope/convolve/editor.js";
import { python } from "convscope/convolve/code.js";
import { asPng, asSvg, light, makeStage, move, present } from "convscope/convolve/stage.js";
import { layerOf, MOST, pictureOf, read, START, TABS, written } from "convscope/convolve/state.js";
import { sumLine } from "convscope/convolve/sum.js";
import { showTab } from "convscope/convolve/tabs.js";
import { markup } from "convscope/convolve/markup.js";
import { address, gone } from "convscope/frame/uploading.js";
import { keepingFocus } from "convscope/frame/focus.js";
import { say } from "convscope/frame/texts.js";

const $ = (id) => document.getElementById(id);
let [frame, stage, player, controls, mapStrip, state, seen] = [];
const NONE = { rows: [], columns: [] }; // of what does not fit nothing is read, which is said already
let settling = 0;

export default { name: "convolve", title: "title", lead: "lead", mount };

/** Put the page into the frame; see frame/open.js for what is given back. */
function mount(given) {
  frame = given;
  show(frame.middle, markup());
  stage = makeStage($("stage"), {
    select: (row, column) => place(row, column),
    draw: (hit, erase) => paint(hit, erase),
    edit: (hit) => openEditor(stage, hit, (one, value) => change(edited(state, one, value))),
    play: () => player.toggle(),
    sum: (sum) => tellSum(sum),
    told: (words, hit) => tell(words, hit),
  });
  player = makePlayer($("play"), $("speed"), {
    size: () => (seen.output ? seen.output.height * seen.output.width : 0),
    at: () => state.row * (seen.output?.width ?? 1) + state.column,
    place: (number) => go(number),
    filled: (number) => ((stage.filled = number), move(stage)),
  });
  controls = makeControls(frame.inspector, { change, example, upload, given: opened, cut: () => change(cutOut(state, stage.sum)) });
  mapStrip = makeMaps($("maps"), (map) => change({ map }));
  listen();
  return { read: arrive, dress, same };
}

/** The address says what to show. */
function arrive(words) {
  player.stop();
  state = inside(read(words));
  render();
}

function dress() {
  $("draw").title = say("drawHelp");
  player.label();
  if (state) render();
}

/** Change the state: everything is painted, and the address follows. */
function change(some, { replace = false } = {}) {
  player.stop();
  state = changed(state, some);
  remember(replace);
  render();
}

const remember = (replace) => frame.remember(written(state), { replace });

/** Move to another output: nothing is computed anew but its sum. */
function place(row, column) {
  state = { ...state, row, column };
  stage.state = seen.state = state;
  move(stage);
  if (state.tab === "matrix") later(tab);
  clearTimeout(settling);
  settling = setTimeout(() => remember(true), 400);
}

const go = (number) => place(Math.floor(number / seen.output.width), number % seen.output.width);

function paint(hit, erase) {
  if (hit.cell.kind !== "real" && hit.cell.kind !== "tap") return;
  if (isPool(state.mode) && hit.grid.role === "kernel") return;
  const most = hit.grid.role === "kernel" ? 1 : scaleOf(seen.picture.values, "picture").high;
  change(edited(state, hit, erase ? 0 : most), { replace: true });
}

function tell(words, hit) {
  $("told").textContent = words || "\u00a0";
  lensAt($("lens"), stage, hit && !hit.grid.numbers ? hit : null);
}

function tellSum(sum) {
  renew($("sum"), sum ? sumLine(seen.layer, sum, (term) => light(stage, term)) : "\u00a0");
}

function render() {
  const layer = layerOf(state);
  const picture = pictureOf(state);
  const wrong = fault(layer, picture);
  const output = wrong ? null : forward(layer, picture);
  seen = { state, layer, picture, output, lost: wrong ? NONE : lostOf(layer, picture) };
  stage.lit = stage.filled = null;
  stage.reading = [];
  present(stage, seen);
  seen.inks = stage.look.inks;
  renew($("fault"), wrong ? say(wrong[0], { ...wrong[1], outputs: short(wrong[1].outputs ?? 0), axis: say(wrong[1].axis), fill: wrong[1].fill ? say(wrong[1].fill) : "" }) : "");
  facts();
  mapStrip({ ...seen, room: stage.scene.width });
  later(() => {
    const room = $("panel").clientWidth; // asked for before anything is written, or the page is laid out once more for it
    controls(state);
    tab(room);
  });
}

let waiting = new Set();
/** Do what is beside the stage once it is painted: the result never waits for it. */
function later(task) {
  if (!waiting.size) requestAnimationFrame(() => setTimeout(() => {
    const tasks = [...waiting];
    waiting = new Set();
    for (const one of tasks) one();
    document.documentElement.dataset.settled = String(Number(document.documentElement.dataset.settled ?? 0) + 1);
  })); // prettier-ignore
  waiting.add(task);
}

function tab(room = $("panel").clientWidth) {
  keepingFocus($("tabs"), () => renew($("tabs"), TABS.map((name) => h("button", { role: "tab", id: `tab-${name}`, "aria-selected": String(name === state.tab), "aria-controls": "panel", tabindex: name === state.tab ? "0" : "-1", onclick: () => change({ tab: name }) }, say(name)))));
  if ($("panel").getAttribute("aria-labelledby") !== `tab-${state.tab}`) $("panel").setAttribute("aria-labelledby", `tab-${state.tab}`);
  keepingFocus($("panel"), () => (seen.output ? showTab($("panel"), seen, room, (some) => change(some, { replace: true })) : show($("panel"))));
}

function facts() {
  const { layer, picture, output, lost } = seen;
  renew($("formula"), formulas(layer, picture).map(([name, words]) => h("div", {}, h("span", { class: "quiet" }, `${name} `), words)));
  const words = lostWords(lost);
  const even = divides(layer, picture);
  renew($("lost"), words ? h("b", { class: "lost" }, say("lost", { list: words })) : even || !output ? "\u00a0" : h("span", { class: "quiet" }, say("flooredNone")));
  const cost = costOf(layer, picture, output);
  const one = (name, value, note = "") => h("div", {}, h("dt", {}, say(name)), h("dd", { "data-fact": name }, value), h("small", {}, note || "\u00a0"));
  const pool = isPool(layer.mode);
  renew($("facts"),
    one("factOutput", output ? say("facts", { maps: output.channels, height: output.height, width: output.width }) : "—"),
    one("factParameters", cost.parameters.toLocaleString("en"), pool ? say("noParameters") : say("factEach", { height: layer.y.kernel, width: layer.x.kernel, depth: cost.depth })),
    pool ? null : one("factTen", cost.ten.toLocaleString("en")),
    pool ? null : one("factMacs", cost.macs.toLocaleString("en")),
  ); // prettier-ignore
}

function example(name) {
  change({ ...START, ...EXAMPLES[name] });
  if (CUT.includes(name)) change(cutOut(state, stage.sum), { replace: true });
}

/** The picture that the command line opened. */
async function opened() {
  const answer = await fetch(address(frame.settings.first)).catch(() => null);
  if (answer?.ok) await upload(await answer.blob());
  else show($("fault"), gone());
}

async function upload(file) {
  try {
    const picture = await decoded(file, MOST.size);
    change(shaped(keep(picture), picture));
  } catch {
    show($("fault"), say("notPicture", { name: file.name || "?" }));
  }
}

/** The command and the Python of exactly what is on screen. */
function same() {
  const words = written(state);
  return { command: `convscope lab --export convolve.html${words ? ` --at '${words}'` : ""}`, python: python(seen.layer, seen.picture) };
}

function listen() {
  $("tabs").onkeydown = (event) => {
    const at = TABS.indexOf(state.tab);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: TABS.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    $(`tab-${TABS[(to + TABS.length) % TABS.length]}`).focus();
    document.activeElement.click();
  };
  $("back").onclick = () => seen.output && player.step(-1);
  $("step").onclick = () => seen.output && player.step(1);
  $("draw").onclick = () => {
    stage.drawing = !stage.drawing;
    $("draw").setAttribute("aria-pressed", String(stage.drawing));
    $("stage").classList.toggle("drawing", stage.drawing);
  };
  $("svg").onclick = () => download("convolve.svg", asSvg(stage));
  for (const kind of ["gif", "webp"]) {
    filmButton($(kind), kind, {
      stage: () => stage,
      milliseconds: () => Math.max(20, 1000 / 2 ** Number($("speed").value)),
      save: (blob) => download(`convolve.${kind}`, blob),
      words: (done, all) => say("filming", { done, all }),
      none: () => show($("fault"), say("noWebp")),
    });
  }
  $("png").onclick = async () => download("convolve.png", await asPng(stage));
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.key !== " " || event.target.matches("input, select, textarea, button, pre, a, dialog *")) return;
    event.preventDefault();
    player.toggle();
  });
  document.addEventListener("paste", (event) => {
    const file = [...event.clipboardData.files].find((one) => one.type.startsWith("image/"));
    if (file) upload(file);
  });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files[0]) upload(event.dataTransfer.files[0]);
  });
  addEventListener("resize", () => later(render));
}

// for the tests and the console: the numbers behind the picture
globalThis.convscope = { get seen() { return seen; }, get sum() { return stage.sum; }, get scene() { return stage.scene; }, change, short }; // prettier-ignore
