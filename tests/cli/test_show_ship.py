"""How shipped files look in a terminal."""

from dataclasses import replace
from pathlib import Path

from convscope.cli.show_ship import int8, int8_in_short
from convscope.ship import Int8Bundle, Latency, Share

MADE = Int8Bundle(
    Path("net-int8.onnx"), "int8", 75_889, 0.2, 0.0, 16, Latency(2.0, 1.9, 2.2, 200), Latency(1.0, 0.9, 1.2, 200), 1,
    float_bytes=252_036, calibrated=256, left_in_float=("conv1",), quantised=4, share_of_macs=0.934,
    decided=Share("accuracy", 0.706, 0.708, 2000, "validation pictures of cifar10"),
    told=Share("agreement with float", 1.0, 0.968, 125, "pictures of photos"),
)  # fmt: skip


def test_size_loss_layers_and_speed_are_told() -> None:
    """Before and after, what stayed in float, and that the speed is this machine's."""
    told = int8(MADE).plain
    for words in (
        "net-int8.onnx  76 kB, in float 252 kB",
        "4 layers with weights are int8, 93.4% of all multiply-adds; left in float: conv1",
        "decided on 2,000 validation pictures of cifar10: accuracy 70.60% before, 70.80% after (+0.20 points)",
        "told on 125 pictures of photos: the same answer as in float on 96.80%",
        "2.00 times float's speed; on another processor it may be otherwise",
    ):  # fmt: skip
        assert words in told
    assert int8_in_short(MADE) == "net-int8.onnx -3.20 points"


def test_c_tells_flash_ram_and_what_is_proven() -> None:
    """Against float's; what has no kernel is named, of many the first eight."""
    made = replace(
        MADE, target="c-int8", flash=63_382, ram=5_984, float_flash=247_720, float_ram=23_520, proven=8,
        without_kernel=tuple(f"s{number} (aten.softmax)" for number in range(10)),
    )  # fmt: skip
    told = int8(made).plain
    for words in (
        "flash 63,382 bytes, in float 247,720; RAM 5,984 bytes, in float 23,520",
        "8 steps on integers equal the reference to the last bit", "here, C, 1 thread, median",
        "in float, as there is no kernel on integers: s0 (aten.softmax), s1", "s7 (aten.softmax) and 2 more",
    ):  # fmt: skip
        assert words in told
