// The network's runs while one draws: one question at a time, each with the pixels of its moment; and how long they took.

import { Superseded } from "convscope/frame/ask.js";

const MOST_TIMES = 2000;
const LONG = 100; // milliseconds that nothing on the page may take while one draws

/** ask() asks with what is drawn now; take(answer), failed(error); rested() is called when nothing newer waits. */
export function running({ ask, take, failed, rested }) {
  let [busy, dirty, since, took, long] = [false, false, 0, Infinity, 0];
  const times = []; // from the pointer's event to the frame that shows its answer
  if (globalThis.PerformanceObserver?.supportedEntryTypes?.includes("longtask")) new PerformanceObserver((list) => (long += list.getEntries().filter((one) => one.duration > LONG).length)).observe({ type: "longtask" });

  /** Ask; while an answer is awaited only that there are newer pixels is noted. */
  async function run(stamp = 0) {
    if (stamp && !since) since = stamp;
    if (busy) return void (dirty = true);
    busy = true;
    document.documentElement.removeAttribute("data-settled");
    do {
      dirty = false;
      const [began, asked] = [since, performance.now()];
      since = 0;
      try {
        take(await ask());
        took = performance.now() - asked;
        if (began) requestAnimationFrame(() => setTimeout(() => times.length < MOST_TIMES && times.push(performance.now() - began)));
      } catch (error) {
        if (!(error instanceof Superseded)) failed(error);
      }
    } while (dirty);
    busy = false;
    rested();
    document.documentElement.dataset.settled = "yes";
  }

  return { run, times, get busy() { return busy; }, get took() { return took; }, get long() { return long; } }; // prettier-ignore
}
