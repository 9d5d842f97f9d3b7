"""How shipped files look in a terminal."""

from pathlib import Path

from convscope.cli.show_ship import int8, int8_in_short
from convscope.ship import Int8Bundle, Latency, Share

MADE = Int8Bundle(
    Path("net-int8.onnx"), "int8", 75_889, 0.2, 0.0, 16, Latency(2.0, 1.9, 2.2, 200), Latency(1.0, 0.9, 1.2, 200), 1,
    float_bytes=252_036, calibrated=256, left_in_float=("conv1",), quantised=4,
    decided=Share("accuracy", 0.706, 0.708, 2000, "validation pictures of cifar10"),
    told=Share("agreement with float", 1.0, 0.968, 125, "pictures of photos"),
)  # fmt: skip


def test_size_loss_layers_and_speed_are_told() -> None:
    """Before and after, what stayed in float, and that the speed is this machine's."""
    told = int8(MADE).plain
    for words in (
        "net-int8.onnx  76 kB, in float 252 kB", "4 layers with weights are int8, left in float: conv1",
        "decided on 2,000 validation pictures of cifar10: accuracy 70.60% before, 70.80% after (+0.20 points)",
        "told on 125 pictures of photos: the same answer as in float on 96.80%",
        "2.00 times float's speed; on another processor it may be otherwise",
    ):  # fmt: skip
        assert words in told
    assert int8_in_short(MADE) == "net-int8.onnx -3.20 points"
