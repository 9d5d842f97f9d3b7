"""What the address of Look keeps."""

from collections.abc import Callable
from typing import Any


def test_the_address_keeps_layer_unit_place_and_channel(opened: Callable[..., Any]) -> None:
    """There and back; what is not understood, or has nothing to belong to, is as at the beginning."""
    found = opened().page.evaluate("""() => import("convscope/look/state.js").then((one) => [
      one.words(one.FRESH), one.words(one.parse("layers=all&layer=3&unit=7&place=4,5&channel=2")),
      one.words(one.parse("unit=7&place=4,5&channel=2")), one.words(one.parse("layer=-1&page=x&picture=../a")),
      one.out(one.parse("layer=3&unit=7&channel=2")), one.out(one.parse("layer=3&unit=7"))])""")
    whole = "layers=all&layer=3&unit=7&channel=2&place=4,5"
    assert found == ["", whole, "", "", {"channel": -1}, {"unit": -1, "place": []}]
