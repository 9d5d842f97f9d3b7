"""stride-skips-pixels: which rows and columns no layer reads, against gradients, and fixes that work."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given
from hypothesis import strategies as st
from torch import Tensor, nn
from torchvision import models

from convscope.lint import Finding, check
from convscope.network import record_sites
from convscope.network.changes import Argument

Wire = Callable[..., nn.Module]
NAME = "stride-skips-pixels"


def found(module: nn.Module, shape: tuple[int, ...]) -> list[Finding]:
    return [finding for finding in check(module, shape).findings if finding.name == NAME]


def line_of(marker: str) -> int:
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.endswith(marker))


def test_a_planted_fault_is_found_at_its_layer_and_line() -> None:
    """3/3 on 7×7 behind a sound layer: the layer, its line, row and column 6, 27 % of the map."""
    with record_sites():
        module = nn.Sequential(
            nn.Conv2d(1, 4, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(3),  # planted
        )
    (finding,) = found(module, (1, 7, 7))
    assert (finding.layer, finding.severity) == ("2", "warning")
    assert (finding.file, finding.line) == (__file__, line_of("# planted"))
    assert finding.message == "3×3 window of stride 3 on a map of 7×7: row 6 and column 6 never read, 26.5% of the map"
    assert finding.fix == "padding=1, or a map of 6 or 9 here"
    assert finding.changes == (Argument("2", "padding", 1),)


def test_a_planted_fault_is_found_in_functional_code(wired: Wire) -> None:
    """The same in a functional call, at the line of the call."""

    def wiring(net: Any, x: Tensor) -> Any:
        return F.relu(F.max_pool2d(net.conv(x), 3))  # functional

    (finding,) = found(wired(wiring, conv=nn.Conv2d(1, 4, 3, padding=1)), (1, 7, 7))
    assert (finding.layer, finding.file, finding.line) == ("max_pool2d", __file__, line_of("# functional"))


@pytest.mark.parametrize("shape", [(1, 6, 6), (1, 9, 9)])
def test_the_sizes_it_offers_are_silent(shape: tuple[int, int, int]) -> None:
    """On 6 × 6 and 9 × 9, which the fix offers, nothing is found."""
    assert found(nn.Conv2d(1, 4, 3, stride=3), shape) == []


def test_the_padding_it_offers_is_silent() -> None:
    """With the padding of 1 that the fix offers, nothing is found."""
    assert found(nn.Conv2d(1, 4, 3, stride=3, padding=1), (1, 7, 7)) == []


def test_not_dividing_is_no_fault() -> None:
    """7/2/3 on 224 does not divide and reads every pixel: silent."""
    assert found(nn.Conv2d(3, 4, 7, 2, 3), (3, 224, 224)) == []


def test_resnet_shortcuts_are_no_fault() -> None:
    """ResNet-18's 1×1/2 shortcuts skip pixels that the 3×3 beside them reads: silent."""
    assert found(models.resnet18(), (3, 224, 224)) == []


def test_a_shortcut_alone_is_a_fault() -> None:
    """The same 1×1/2 without a neighbour reads one pixel in four, and the fix is a kernel as large as the stride."""
    (finding,) = found(nn.Conv2d(1, 1, 1, stride=2), (1, 8, 8))
    assert "rows 1, 3, 5, 7 and columns 1, 3, 5, 7 never read, 75.0% of the map" in finding.message
    assert "at least as large as the stride (2)" in finding.fix
    assert found(nn.Conv2d(1, 1, 2, stride=2), (1, 8, 8)) == []


def test_squeezenet_loses_its_last_row_and_column() -> None:
    """SqueezeNet 1.0 on 224 reports one fault: its first layer never reads row and column 223."""
    (finding,) = found(models.squeezenet1_0(), (3, 224, 224))
    assert finding.layer == "features.0"
    assert "row 223 and column 223 never read" in finding.message
    assert found(models.squeezenet1_0(), (3, 225, 225)) == []


@pytest.mark.parametrize("mode", ["zeros", "reflect", "circular"])
def test_rows_of_padding_are_no_loss(mode: Literal["zeros", "reflect", "circular"]) -> None:
    """Only a padded row goes unread by 2/2/1 on 7: silent, whether the padding is the layer's or a layer of its own."""
    module = nn.Conv2d(1, 1, 2, stride=2, padding=1, padding_mode=mode)
    assert found(module, (1, 7, 7)) == []


def test_rows_of_padding_by_hand_are_no_loss(wired: Wire) -> None:
    """Padding by hand whose last row goes unread is no loss; a real row beside it is."""
    module = wired(lambda net, x: net.conv(F.pad(x, (0, 1, 0, 1))), conv=nn.Conv2d(1, 1, 3, stride=3))
    assert found(module, (1, 6, 6)) == []
    (finding,) = found(module, (1, 7, 7))
    assert "row 6 and column 6 never read" in finding.message


def test_a_crop_is_meant(wired: Wire) -> None:
    """Negative padding cuts rows away on purpose: silent."""
    assert found(wired(lambda net, x: net.conv(F.pad(x, (-1, -1, -1, -1))), conv=nn.Conv2d(1, 1, 3)), (1, 8, 8)) == []


def test_a_reader_that_reads_all_excuses_the_others(wired: Wire) -> None:
    """Beside a ReLU that reads the whole map a skipping convolution loses nothing."""
    module = wired(lambda net, x: (net.skips(x), x.relu()), skips=nn.Conv2d(1, 1, 1, stride=2))
    assert found(module, (1, 8, 8)) == []


def test_what_both_readers_skip_is_lost(wired: Wire) -> None:
    """Two layers that skip the same last row lose it; two that skip different rows do not."""
    same = wired(
        lambda net, x: (net.one(x), net.two(x)), one=nn.Conv2d(1, 1, 3, stride=3), two=nn.Conv2d(1, 1, 2, stride=2)
    )
    (finding,) = found(same, (1, 7, 7))
    assert finding.layer == "one" and "row 6 and column 6" in finding.message
    assert found(same, (1, 8, 8)) == []  # 3/3 skips 6 and 7, 2/2 none


def test_each_axis_is_told_by_its_own_name(wired: Wire) -> None:
    """On a line positions are lost, in a volume planes, rows and columns."""
    (line,) = found(nn.Conv1d(1, 1, 3, stride=3), (1, 7))
    assert "position 6 never read, 14.3%" in line.message
    (volume,) = found(nn.Conv3d(1, 1, 2, stride=2), (1, 5, 4, 6))
    assert "plane 4 never read, 20.0%" in volume.message


def test_a_window_that_does_not_fit_is_another_rules() -> None:
    """Where no output is left nothing is said here; output-too-small says it."""
    report = check(nn.Conv2d(1, 1, 9, stride=9), (1, 8, 8))
    assert [finding.name for finding in report.findings] == ["output-too-small"]


def layer_of(pooled: bool, kernel: tuple[int, int], stride: tuple[int, int], pad: tuple[int, int]) -> nn.Module:
    return nn.MaxPool2d(kernel, stride, pad) if pooled else nn.Conv2d(1, 1, kernel, stride, pad)


pairs = st.tuples(st.integers(1, 5), st.integers(1, 5))


@given(
    pooled=st.booleans(),
    kernel=pairs,
    stride=pairs,
    pads=st.tuples(st.integers(0, 2), st.integers(0, 2)),
    size=st.tuples(st.integers(5, 14), st.integers(5, 14)),
)
def test_what_is_lost_has_no_gradient_and_fixes_work(
    pooled: bool,
    kernel: tuple[int, int],
    stride: tuple[int, int],
    pads: tuple[int, int],
    size: tuple[int, int],
) -> None:
    """It speaks exactly where a row or column has no gradient, and after each fix that it offers it is silent."""
    pad = (min(pads[0], kernel[0] // 2), min(pads[1], kernel[1] // 2))
    image = torch.ones(1, 1, *size, requires_grad=True)
    F.avg_pool2d(image, kernel, stride, pad).sum().backward()  # type: ignore[no-untyped-call]
    assert image.grad is not None
    lost = bool((image.grad == 0).any())
    findings = found(layer_of(pooled, kernel, stride, pad), (1, *size))
    assert len(findings) == lost
    for finding in findings:
        padding = re.search(r"padding=(\d+)", finding.fix)
        if padding:
            assert found(layer_of(pooled, kernel, stride, (int(padding[1]),) * 2), (1, *size)) == []
        for offer in re.findall(r"(\d+(?:×\d+)?)(?= or | here)", finding.fix):
            sides = [int(side) for side in offer.split("×")]
            assert found(layer_of(pooled, kernel, stride, pad), (1, sides[0], sides[-1])) == []


@given(kernel=st.integers(2, 5), size=st.integers(5, 14))
def test_fixes_of_dilated_pools_work(kernel: int, size: int) -> None:
    """A dilated pool is offered no padding that torch would refuse."""
    module = nn.MaxPool2d(kernel, stride=kernel, dilation=2)
    assume(size >= 2 * kernel - 1)
    for finding in found(module, (1, size, size)):
        padding = re.search(r"padding=(\d+)", finding.fix)
        if padding:
            mended = nn.MaxPool2d(kernel, stride=kernel, dilation=2, padding=int(padding[1]))
            assert mended(torch.zeros(1, 1, size, size)).numel() > 0


def test_many_positions_are_told_by_the_first_and_the_last() -> None:
    """Of more than four rows the first two and the last are told."""
    (finding,) = found(nn.Conv2d(1, 1, (1, 3), stride=(2, 1)), (1, 12, 8))
    assert "6 rows (1, 3, … 11) never read, 50.0% of the map" in finding.message
