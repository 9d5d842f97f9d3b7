// The frame of every page: a rail of pages, a top line, the stage in the middle, the inspector beside it; language and
// theme; "Same as"; and the address, which holds the page's state.
//
// A page is {name, title, lead, mount(frame), alone}: alone has nothing in the inspector. What mount gives answers read(words): show this address; dress(): the
// language or theme changed; same(): {command, python}, exactly what is on screen.

import { joined, parted } from "convscope/frame/address.js";
import { ask } from "convscope/frame/ask.js";
import { copying } from "convscope/frame/copying.js";
import { h, show } from "convscope/frame/html.js";
import { settings } from "convscope/frame/settings.js";
import { say, speak } from "convscope/frame/texts.js";

export function open(page) {
  let shared = parted(location.hash.length > 1 ? location.hash : settings.at ?? "");
  let address = location.hash;
  const parts = skeleton(page);
  document.getElementById("app").replaceChildren(...parts.all);

  const frame = {
    settings, ask,
    middle: parts.middle,
    inspector: parts.inspector,
    /** Put the page's state into the address: a step to come back to, or in place of the last one. */
    remember(words, { replace = false } = {}) {
      shared = { ...shared, words };
      const hash = `#${joined(shared)}`;
      if (hash === address || (hash === "#" && !address)) return;
      address = hash;
      if (replace) history.replaceState(null, "", hash); // location.hash would look for a place to scroll to, and lay the page out for it
      else history.pushState(null, "", hash);
      links();
    },
    /** The address of a page, in this language and theme: frame.to("check", "input=3,64,64"). */
    to: (name, words = "") => `/${name}#${joined({ ...shared, words })}`,
  };

  const links = () => {
    for (const link of parts.rail?.querySelectorAll("a") ?? []) link.href = frame.to(link.dataset.page);
  };

  function dress() {
    speak(shared.lang);
    if (shared.theme) document.documentElement.dataset.theme = shared.theme;
    else delete document.documentElement.dataset.theme;
    document.title = say(page.title);
    for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
    for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", say(element.dataset.label));
    parts.theme.textContent = say(dark() ? "light" : "dark");
    links();
  }

  function turn(some) {
    shared = { ...shared, ...some };
    frame.remember(shared.words);
    dress();
    mounted.dress();
  }

  const dark = () => (shared.theme ? shared.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  parts.language.onclick = () => turn({ lang: document.documentElement.lang === "en" ? "zh" : "en" });
  parts.theme.onclick = () => turn({ theme: dark() ? "light" : "dark" });
  parts.same.onclick = () => {
    const { command, python } = mounted.same();
    show(parts.drawer.querySelector("#drawer-body"), h("p", {}, say("sameText")), h("h2", {}, say("sameCommand")), copying(command), h("h2", {}, say("samePython")), copying(python));
    parts.drawer.showModal();
  };
  parts.inspect.onclick = () => parts.inspect.setAttribute("aria-expanded", String(parts.inspector.classList.toggle("open")));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && parts.inspector.classList.contains("open")) parts.inspect.click();
    const page = event.altKey && settings.pages?.[Number(event.key) - 1];
    if (page) location.href = frame.to(page);
  });
  parts.drawer.querySelector("#close").onclick = () => parts.drawer.close();
  addEventListener("hashchange", () => {
    if (location.hash === address || (address === "#" && !location.hash)) return;
    address = location.hash;
    shared = parted(address);
    dress();
    mounted.read(shared.words);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => (dress(), mounted.dress()));

  dress();
  const mounted = page.mount(frame);
  dress(); // what the page has put there has words, too
  mounted.dress();
  mounted.read(shared.words);
}

function skeleton(page) {
  const chip = (id, say) => h("button", { class: "chip", id, "data-say": say });
  const [language, theme, same] = [chip("language", "language"), chip("theme"), chip("same", "sameAs")];
  const inspect = h("button", { class: "chip", id: "inspect", "data-say": "inspector", "aria-expanded": "false", "aria-controls": "controls", hidden: page.alone });
  const opened = settings.served ? h("span", { id: "opened" }, settings.model ?? "", settings.picture ? ` · ${settings.picture}` : "") : null;
  const top = h("header", {}, h("h1", { "data-say": page.title }), h("p", page.lead ? { "data-say": page.lead } : {}), opened, h("nav", { class: "tools" }, inspect, language, theme, same));
  const middle = h("div", { class: "middle", id: "middle" });
  const skip = h("a", { class: "skip", href: "#middle", "data-say": "skip", onclick: (event) => (event.preventDefault(), middle.querySelector("button, a, input, canvas[tabindex]")?.focus()) });
  const inspector = h("aside", { "data-label": "inspector", id: "controls" });
  const drawer = h("dialog", { id: "drawer" }, h("button", { class: "chip", id: "close", "data-say": "close" }), h("div", { id: "drawer-body" }));
  const rail = settings.served ? h("nav", { class: "rail", "data-label": "pages" }, settings.pages.map((name) => h("a", { href: `/${name}`, "data-page": name, "aria-current": name === page.name ? "page" : null, "data-say": `page${name[0].toUpperCase()}${name.slice(1)}` }))) : null;
  const main = h("main", { class: page.alone ? "alone" : null }, middle, inspector);
  document.body.classList.toggle("framed", Boolean(rail));
  return { all: [skip, rail, top, main, drawer].filter(Boolean), rail, middle, inspector, drawer, language, theme, same, inspect };
}
