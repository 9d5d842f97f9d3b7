// Graph and table point at each other: what is hovered or chosen in one is lit in the other.

/** choose(index) is told of a click; gives light(names, layers) and choose(index). */
export function linked(drawing, table, choose) {
  const both = [drawing, table];
  const all = (at) => both.flatMap((one) => [...one.querySelectorAll(`[data-layer="${at}"]`)]);
  const mark = (kind, at) => {
    both.flatMap((one) => [...one.querySelectorAll(`.${kind}`)]).forEach((one) => one.classList.remove(kind));
    if (at >= 0) all(at).forEach((one) => one.classList.add(kind));
  };
  const at = (event) => event.target.closest?.("[data-layer]")?.dataset.layer;
  for (const one of both) {
    one.addEventListener("pointerover", (event) => mark("hover", at(event) ?? -1));
    one.addEventListener("pointerleave", () => mark("hover", -1));
    one.addEventListener("click", (event) => at(event) !== undefined && choose(Number(at(event)), event));
  }
  table.addEventListener("keydown", (event) => {
    const row = event.target.closest("tr[data-layer]");
    if (!row) return;
    if (event.key === "Enter" || event.key === " ") choose(Number(row.dataset.layer), event);
    else if (event.key === "ArrowDown") row.nextElementSibling?.focus();
    else if (event.key === "ArrowUp") row.previousElementSibling?.focus();
    else return;
    event.preventDefault();
  });
  let chosen = -1;
  return {
    light(names, layers) {
      drawing.querySelectorAll(".entry").forEach((one) => one.classList.toggle("lit", names.has(layers[one.dataset.layer].name)));
    },
    choose(index) {
      mark("chosen", index);
      if (index === chosen || index < 0) return void (chosen = index);
      chosen = index;
      for (const one of all(index)) within(one);
    },
  };
}

/** Scroll the pane, and nothing around it, so that the element is seen. */
function within(element) {
  const pane = element.closest(".graph, .sheet");
  const [own, of] = [element.getBoundingClientRect(), pane.getBoundingClientRect()];
  if (own.top < of.top + 32 || own.bottom > of.bottom - 8) pane.scrollTop += own.top - of.top - of.height / 3;
  if (pane.matches(".graph") && (own.left < of.left || own.right > of.right)) pane.scrollLeft += own.left - of.left - 16;
}
