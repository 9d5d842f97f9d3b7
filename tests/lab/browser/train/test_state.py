"""What the address of Train keeps, and which moment it means."""

from collections.abc import Callable
from typing import Any


def test_the_address_keeps_run_moment_and_setup(opened: Callable[..., Any]) -> None:
    """There and back; what is not understood is as at the beginning."""
    whole = "run=digits-lenet5&with=b&at=0&layer=conv2&picture=3&data=mnist&epochs=2&rate=0.01&seed=7"
    found = opened().page.evaluate(f"""() => import("convscope/train/state.js").then((one) => [
      one.words(one.FRESH), one.words(one.parse("{whole}")),
      one.words(one.parse("at=x&epochs=0&rate=-1&seed=1e99"))])""")
    assert found == ["", whole, ""]


def test_without_a_moment_it_is_the_newest(opened: Callable[..., Any]) -> None:
    """Else the one of the epoch, or the nearest before it."""
    found = opened().page.evaluate("""() => import("convscope/train/state.js").then(({momentAt}) => [
      momentAt([], 3), momentAt([0, 2, 5], null), momentAt([0, 2, 5], 4), momentAt([0, 2, 5], 5), momentAt([2], 0)])""")
    assert found == [None, 5, 2, 5, 2]
