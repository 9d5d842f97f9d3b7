"""What was shipped."""

import json
from pathlib import Path

from convscope.ship import Bundle, Latency
from convscope.ship.bundle import small


def test_it_is_plain_values_for_json() -> None:
    """The path as text, latencies as dictionaries."""
    latency = Latency(1.0, 0.5, 2.0, 10)
    bundle = Bundle(Path("net.onnx"), "onnx", 10, 1e-6, 1e-5, 3, latency, latency, 2)
    assert bundle.sentence == (
        "net.onnx has 10 bytes; on 3 pictures its scores are PyTorch's to at most 1e-6 (allowed: 1e-5). "
        "A picture takes 1.00 ms, in PyTorch 1.00 ms."
    )
    read = json.loads(json.dumps(bundle.as_dict()))
    assert read["path"] == "net.onnx" and read["shipped"]["median"] == 1.0


def test_small_numbers_are_short() -> None:
    """Two digits, no zero before the exponent."""
    assert (small(1.43e-06), small(1e-05), small(0.0)) == ("1.4e-6", "1e-5", "0")


def test_a_difference_that_is_no_number_is_said_as_such() -> None:
    """A network with a broken weight answers with NaN, an exploded one with infinity."""
    assert (small(float("nan")), small(float("inf"))) == ("nan", "inf")
