"""What the address of Ship keeps."""

from collections.abc import Callable
from typing import Any


def test_the_address_keeps_target_and_layer(opened: Callable[..., Any]) -> None:
    """There and back; what is not understood is as at the beginning."""
    found = opened().page.evaluate("""() => import("convscope/ship/state.js").then((one) => [
      one.words(one.FRESH), one.words(one.parse("what=c&layer=body.0")), one.parse("what=x&layer=").what,
      one.parse("what=bench").what])""")
    assert found == ["", "what=c&layer=body.0", "onnx", "bench"]
