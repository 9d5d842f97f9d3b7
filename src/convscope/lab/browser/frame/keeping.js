// Parts of a page that are built anew only where something they read has changed.
//
// A part's builder is given a view of the state. What it reads there is noted, and as long as that stays, so does the
// part: its elements, what they have scrolled to, and the focus. What its listeners read later is the latest state.

import { keepingFocus } from "convscope/frame/focus.js";
import { spoken } from "convscope/frame/texts.js";

const same = (one, other) => one === other || (Array.isArray(one) && Array.isArray(other) && one.length === other.length && one.every((value, at) => value === other[at]));

/** Give a function that shows builders' parts in `panel`, one after the other: keep(state, [view => element or null, …]). */
export function keeper(panel) {
  let latest = {};
  let reading = null;
  const view = new Proxy({}, { get: (_, name) => (reading?.set(name, latest[name]), latest[name]) });
  const parts = []; // {element, read: Map of name to value, language}

  function part(build, at) {
    const kept = parts[at];
    if (kept && kept.language === spoken() && [...kept.read].every(([name, value]) => same(value, latest[name]))) return false;
    reading = new Map();
    parts[at] = { element: build(view), read: reading, language: spoken() };
    reading = null;
    return true;
  }

  return (state, builders) => {
    latest = state;
    keepingFocus(panel, () => {
      const before = parts.map((one) => one.element);
      if (!builders.map(part).some(Boolean)) return;
      const after = parts.map((one) => one.element);
      const replaces = after.every((element, at) => Boolean(element) === Boolean(before[at]));
      if (before.length !== after.length || !replaces) return panel.replaceChildren(...after.filter(Boolean));
      after.forEach((element, at) => element !== before[at] && before[at].replaceWith(element));
    });
  };
}
