"""Parts that are built anew only where something they read has changed."""

from collections.abc import Callable
from typing import Any


def test_a_part_stays_until_what_it_read_changes(opened: Callable[..., Any]) -> None:
    """Elements, lists compared by their numbers, the focus; a listener reads the latest state, and a part may go."""
    found = opened().page.evaluate("""async () => {
      const { keeper } = await import("convscope/frame/keeping.js");
      const { h } = await import("convscope/frame/html.js");
      const panel = h("div");
      document.body.append(panel);
      const built = [];
      const part = (name, read) => (state) => {
        built.push(name);
        const onclick = () => (panel.title = state.b);
        return read(state) === undefined ? null : h("button", { id: name, onclick }, String(read(state)));
      };
      const keep = keeper(panel);
      const parts = [part("one", (view) => view.a), part("two", (view) => view.list?.[0])];
      const show = (state) => keep(state, parts);
      show({ a: 1, b: 1, list: [5] });
      const first = panel.firstChild;
      first.focus();
      show({ a: 1, b: 2, list: [5] });
      const same = panel.firstChild === first && document.activeElement === first;
      first.click();
      show({ a: 3, b: 2, list: [6] });
      const after = [panel.innerText, document.activeElement.id];
      show({ a: 3, b: 2 });
      return [built, same, panel.title, after, panel.children.length];
    }""")
    assert found == [["one", "two", "one", "two", "two"], True, "2", ["36", "one"], 1]
