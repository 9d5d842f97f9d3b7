// Train: a network learns while one watches. What runs goes on whatever page is open; the run on disk says what was.

import { reason } from "convscope/check/telling.js";
import { ask, Superseded } from "convscope/frame/ask.js";
import { h, show } from "convscope/frame/html.js";
import { spoken } from "convscope/frame/texts.js";
import { against } from "convscope/train/against.js";
import { curves } from "convscope/train/curves.js";
import { going } from "convscope/train/going.js";
import { moments } from "convscope/train/moment.js";
import { runs } from "convscope/train/runs.js";
import { setup } from "convscope/train/setup.js";
import { momentAt, parse, SETUP, words } from "convscope/train/state.js";

const [OFTEN, SELDOM] = [500, 4000]; // milliseconds between two looks, while something goes on and while nothing does
const MOST_KEPT = 128; // moments that need not be asked for again

function mount(frame) {
  let [state, offered, found, timer, compared, answer] = [parse(""), null, { runs: [], queue: [], shown: {} }, 0, null, { command: "", python: "" }];
  const lines = new Map(); // of a run: its epochs so far
  const kept = new Map(); // of a moment: what the server said of it
  let seen = null; // the moment on screen
  const fault = h("div", { role: "alert", id: "fault" });
  const form = setup({ turn: planned, begin });
  const now = going({ act });
  const plot = curves({ move: (at) => turn({ at: at === momentsOf().at(-1) ? null : at }, { replace: true }) });
  const moment = moments({ turn: (some) => turn(some, { replace: true }) });
  const list = runs({ choose: (run) => turn({ run, with: "", at: null, layer: "", picture: 0 }), against: (other) => turn({ with: other }) });
  const table = against();
  const body = h("div", { id: "shown" }, now.element, plot.element, table.element, moment.element);
  show(frame.middle, form.element, fault, body);
  show(frame.inspector, list.element);

  const shown = () => found.shown[state.run] ?? null;
  const momentsOf = () => shown()?.moments ?? [];

  function turn(some, how = {}) {
    state = { ...state, ...some };
    frame.remember(words(state), how);
    changed(some);
  }
  /** Change what is to be trained next: nothing on screen is asked for anew but the command. */
  function planned(some, { quiet = false } = {}) {
    state = { ...state, ...some };
    frame.remember(words(state), { replace: true });
    if (!quiet) draw();
    same();
  }
  function changed(some) {
    if ("run" in some || "with" in some) look();
    draw();
    same();
  }

  const told = (error) => show(fault, h("p", { class: "lost" }, reason(error.message, error.said?.[0])), error.fix ? h("p", {}, reason(error.fix, error.said?.[1])) : null);
  async function tried(kind, values, topic = kind) {
    try {
      const got = await ask(kind, values, { topic });
      return got;
    } catch (error) {
      if (!(error instanceof Superseded)) told(error);
      return null;
    }
  }

  async function begin() {
    show(fault);
    const got = await tried("train-begin", plan());
    if (got) turn({ run: got.name, with: "", at: null, layer: "", picture: 0 });
  }
  async function act(kind) {
    show(fault);
    await tried(`train-${kind}`, { run: state.run }, "train-act");
    look();
  }
  const plan = () => Object.fromEntries(SETUP.map((name) => [name, state[name]]));

  /** Ask what is new, and again while anything goes on. */
  async function look() {
    clearTimeout(timer);
    const have = (name) => lines.get(name)?.length ?? 0;
    const asked = { run: state.run, run_have: have(state.run), with: state.with, with_have: have(state.with) };
    try {
      found = await ask("train-state", asked, { topic: "train-state" });
      for (const [name, one] of Object.entries(found.shown)) if (one.run) lines.set(name, [...(lines.get(name) ?? []).slice(0, one.since), ...one.lines]);
      draw();
    } catch (error) {
      if (error instanceof Superseded) return;
      told(error);
      if (error.kind !== "gone" && asked.run) found = { ...found, shown: {} };
      draw();
    }
    document.documentElement.dataset.settled = "yes";
    clearTimeout(timer);
    const busy = found.queue.some((one) => one.state !== "paused") || found.runs.some((one) => one.state === "running");
    timer = setTimeout(look, busy ? OFTEN : SELDOM);
  }

  const curve = (name) => {
    const { run } = found.shown[name] ?? {};
    return { name, lines: lines.get(name) ?? [], of: run?.of ?? 1, score: run?.score ?? "accuracy", best: run?.best_epoch ?? 0 };
  };

  function draw() {
    if (!offered) return;
    form.draw(offered, state, found.queue.length > 0, spoken());
    list.draw(found.runs, found.queue, state, offered.folder, spoken());
    const one = shown();
    for (const part of [plot.element, table.element, moment.element]) part.hidden = !one?.run;
    if (!one) {
      seen = null;
      return now.clear();
    }
    now.draw({ shown: one, lines: lines.get(state.run) ?? [], queue: found.queue, folder: offered.folder }, spoken());
    if (!one.run) return;
    const at = momentAt(one.moments, state.at);
    const both = [state.run, state.with].filter((name) => name && found.shown[name]?.run);
    plot.draw(both.map(curve), { moments: one.moments, moment: at, follows: state.at === null });
    moment.element.hidden = at === null;
    if (at !== null) shows(at, one);
    hold();
  }

  /** Show a moment: what is known at once, else what the server says. */
  async function shows(epoch, { run }) {
    const key = JSON.stringify([state.run, run.started, run.resumed, epoch, state.layer, state.picture]);
    if (kept.has(key)) {
      seen = kept.get(key);
      return moment.draw(seen, spoken());
    }
    if (shows.asked === key) return;
    shows.asked = key;
    try {
      const got = await ask("train-moment", { run: state.run, epoch, layer: state.layer, picture: state.picture });
      kept.set(key, got);
      if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value);
      if (shows.asked === key) moment.draw((seen = got), spoken());
    } catch (error) {
      if (!(error instanceof Superseded)) moment.fault(error);
    } finally {
      if (shows.asked === key) shows.asked = "";
    }
  }

  /** Hold two runs against each other, anew where one of them has gone on. */
  async function hold() {
    const [one, other] = [shown(), found.shown[state.with]];
    if (!one?.run || !other?.run) return void ((compared = null), (hold.asked = ""), table.draw(null));
    const key = JSON.stringify([state.run, state.with, one.run.epochs, other.run.epochs, one.run.state, other.run.state, spoken()]);
    if (hold.asked === key) return;
    hold.asked = key;
    const got = await tried("train-compare", { run: state.run, with: state.with });
    if (!got || hold.asked !== key) return;
    compared = got;
    table.draw(got, [state.run, state.with]);
  }

  /** What is asked for next, as a command; where it cannot be, the last one stays. */
  async function same() {
    try {
      answer = await ask("train-same", plan());
    } catch {
      // the button says why when it is pressed
    }
  }

  async function load() {
    offered = await tried("train", {});
    if (!offered) return;
    look();
    same();
  }

  globalThis.convscope = { get state() { return state; }, get found() { return found; }, get lines() { return lines.get(state.run) ?? []; }, get seen() { return seen; }, get compared() { return compared; }, turn };
  load();
  return {
    read(text) {
      const before = state;
      state = parse(text);
      if (!offered) return;
      if (before.run !== state.run || before.with !== state.with) look();
      draw();
      same();
    },
    dress: draw,
    same: () => (state.with && compared ? compared.same : shown()?.same ?? answer),
  };
}

export default { name: "train", title: "trainTitle", lead: "trainLead", mount };
