"""How the page Ship writes numbers, and what its address keeps."""

from collections.abc import Callable
from typing import Any


def test_sizes_differences_and_cosines(opened: Callable[..., Any]) -> None:
    """Exact where they are short; a cosine keeps the digits that tell it from 1."""
    found = opened().page.evaluate("""() => import("convscope/ship/units.js").then((one) => [
      [4, 9999, 251940, 12_500_000].map(one.size), [0, 1.43e-6, 1e-5, 0.0213, 12.5, Infinity].map(one.apart),
      [1, 0.5, 0.99996, 0.99999912, -1].map(one.cosine), [[], [0, 3, 2, 1]].map(one.where), one.time(0.18247)])""")
    assert found == [
        ["4 B", "9,999 B", "252 kB", "12.5 MB"],
        ["0", "1.4e−6", "1e−5", "0.0213", "12.5", "∞"],
        ["1", "0.500", "0.999960", "0.99999912", "−1.000"],
        ["—", "[0, 3, 2, 1]"],
        "0.182 ms",
    ]
