"""Which part of a scene is shown."""

from collections.abc import Callable
from typing import Any


def asked(opened: Callable[..., Any], body: str) -> Any:
    """Run something with the module as ``one``."""
    return opened().page.evaluate(f"import('convscope/apply/view.js').then((one) => {{ {body} }})")


def test_zooming_keeps_what_is_under_the_pointer(opened: Callable[..., Any]) -> None:
    """In, out, and at the end of the scale; and the level, and the tiles, nearest to the middle first."""
    moved, levels, tiles = asked(
        opened,
        """
        const [room, view] = [{ width: 300, height: 200 }, { at: [40, 60], scale: 2 }];
        const under = (shown) => one.inScene(shown, room, 70, 30);
        const far = ([row, column], [other, another]) => Math.hypot(row - other, column - another);
        const moved = [3, 0.25, 1e9].map((times) => far(under(view), under(one.zoomed(view, room, times, [70, 30]))));
        const levels = [4, 1, 0.9, 0.5, 0.3, 0.25, 0.01].map((scale) => one.levelOf(scale, 5));
        const scene = { height: 310, width: 600, side: 256 };
        return [moved, levels, one.tilesOf({ at: [300, 480], scale: 1 }, { width: 400, height: 200 }, scene, 0)];
        """,
    )
    assert max(moved) < 1e-9
    assert levels == [0, 0, 0, 1, 1, 2, 4]
    assert [(one["row"], one["column"]) for one in tiles] == [(1, 1), (1, 2), (0, 1), (0, 2)]
