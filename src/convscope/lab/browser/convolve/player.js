// Play, pause, step: the window walks over the outputs, and the map fills behind it.

import { renew } from "convscope/frame/html.js";
import { say } from "convscope/frame/texts.js";

/** `on` answers: size() outputs, at() the selected one, place(number), filled(number or null). */
export function makePlayer(button, speed, on) {
  let running = 0;
  let started = 0;
  let first = 0;

  const perSecond = () => 2 ** Number(speed.value);
  const label = () => renew(button, say(running ? "pause" : "play"));

  function tick(now) {
    if (!running) return;
    const elapsed = Math.max(0, now - started); // a frame may have begun before the click
    const number = first + Math.floor((elapsed / 1000) * perSecond());
    const last = on.size() - 1;
    if (number !== on.at()) on.place(Math.min(number, last));
    on.filled(Math.min(number, last) + 1);
    if (number >= last) return stop();
    running = requestAnimationFrame(tick);
  }

  function start() {
    if (on.size() < 2) return;
    first = on.at() >= on.size() - 1 ? 0 : on.at();
    started = performance.now();
    running = requestAnimationFrame(tick);
    label();
  }

  function stop() {
    if (running) cancelAnimationFrame(running);
    const was = running;
    running = 0;
    if (was) on.filled(null);
    label();
  }

  const toggle = () => (running ? stop() : start());
  const step = (by) => {
    stop();
    on.place((on.at() + by + on.size()) % on.size());
  };
  button.onclick = toggle;
  speed.oninput = () => {
    first = on.at(); // go on from here at the new pace
    started = performance.now();
  };
  return { toggle, stop, step, label };
}
