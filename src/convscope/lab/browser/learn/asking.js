// What figures of a lesson ask, and whose network they show: the lesson's, or the one that the lab was opened with.

import { Superseded } from "convscope/frame/ask.js";
import { h, show } from "convscope/frame/html.js";
import { settings } from "convscope/frame/settings.js";
import { say, spoken } from "convscope/frame/texts.js";
import { reason } from "convscope/check/telling.js";

const YOURS = "yours";

/** Questions of figure `at` of lesson `name`; figure.own says whose network is meant. */
export function asker(frame, name, at) {
  const topic = (what) => `${name} ${what} ${at}`;
  const figure = { own: false, topic, values: (what, some = {}) => ({ name, language: spoken(), figure: at, own: figure.own, what, ...some }), ask: (what, some) => frame.ask("lesson-figure", figure.values(what, some), { topic: topic(what) }) };
  return figure;
}

/** Two buttons, the lesson's network and the reader's; change() is called when the other one is chosen. */
export function whose(figure, given, change) {
  const element = h("div", { class: "chips whose" });
  const named = given.name ?? given.network ?? say("figureNetwork");
  function draw() {
    const chip = (own, words) => h("button", { class: "chip", "data-own": String(own), "aria-pressed": String(figure.own === own), onclick: () => turn(own) }, words);
    if (given.network === YOURS) show(element, h("span", { class: "quiet" }, say("figureYours", { name: settings.model })));
    else show(element, chip(false, named), chip(true, say(settings.served ? "figureYours" : "figureYoursLab", { name: settings.model })));
  }
  function turn(own) {
    if (figure.own === own) return;
    figure.own = own;
    draw();
    change();
  }
  draw();
  return element;
}

/** A button for what takes a while: its words change, and it cannot be pressed again, until act() is through; a fault goes to place. */
export function patient(idle, working, act, place) {
  const button = h("button", { class: "chip measure", onclick: press });
  const words = (key) => (button.textContent = say(key));
  async function press() {
    button.disabled = true;
    words(working);
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Superseded)) show(place, fault(error));
    } finally {
      button.disabled = false;
      words(idle);
    }
  }
  return { button, press, dress: () => words(button.disabled ? working : idle) };
}

/** What to say of a question that failed, in place of the picture. */
export function fault({ message, fix, said = [] }) {
  const parts = [reason(message, said[0]), fix && reason(fix, said[1])].filter(Boolean);
  return h("p", { class: "lost", role: "alert" }, parts.join(spoken() === "en" ? "; " : "；"));
}
