"""skips-do-not-fit: decoders that are padded or stretched to meet their skips."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.lint import Finding
from convscope.network import record_sites

Wire = Callable[..., nn.Module]
Find = Callable[..., list[Finding]]
LineOf = Callable[[str], int]


def parts() -> dict[str, nn.Module]:
    return {"down": nn.Conv2d(3, 8, 3, padding=1), "up": nn.ConvTranspose2d(8, 8, 2, stride=2)}


def padded(net: Any, x: Tensor) -> Any:
    skip = net.down(x)
    up = net.up(F.max_pool2d(skip, 2)).relu()
    missing = [skip.shape[2] - up.shape[2], skip.shape[3] - up.shape[3]]
    return torch.cat([skip, F.pad(up, (0, missing[1], 0, missing[0]))], dim=1)  # functional


def stretched(net: Any, x: Tensor) -> Any:
    skip = net.down(x)
    low = F.max_pool2d(skip, 2)
    return skip + F.interpolate(low, size=skip.shape[2:])  # stretched


def test_a_padded_decoder_is_found_at_its_line(find: Find, line_of: LineOf, wired: Wire) -> None:
    """15 rows pool to 7, double to 14 and are padded to 15; 14 and 16 need no padding, which was tried."""
    (finding,) = find(wired(padded, **parts()), (3, 15, 15))
    assert (finding.layer, finding.severity, finding.line) == ("pad", "hint", line_of("# functional"))
    assert finding.message == "the enlarged 14×14 is padded to 15×15 to meet its skip at cat"
    assert finding.fix.startswith("pictures of 14×14 or 16×16, which need no fitting")


def test_a_stretched_decoder_is_found_at_its_line(find: Find, line_of: LineOf, wired: Wire) -> None:
    """7 rows become 15 by a resize to the skip's size."""
    (finding,) = find(wired(stretched, **parts()), (3, 15, 15))
    assert (finding.layer, finding.line) == ("interpolate", line_of("# stretched"))
    assert finding.message == "7×7 is stretched to 15×15, by no whole number, to meet its skip at add"


def test_a_module_that_stretches_is_found(find: Find, line_of: LineOf, wired: Wire) -> None:
    """`nn.Upsample(size=…)`, at its constructor's line."""
    with record_sites():
        up = nn.Upsample(size=15)  # planted
    module = wired(lambda net, x: net.down(x) + net.up(F.max_pool2d(net.down(x), 2)), down=parts()["down"], up=up)
    (finding,) = find(module, (3, 15, 15))
    assert (finding.layer, finding.line) == ("up", line_of("# planted"))


@pytest.mark.parametrize("size", [14, 16, 32])
def test_the_sizes_that_it_names_are_sound(find: Find, wired: Wire, size: int) -> None:
    """Where every pool divides nothing is padded, though the code would: silent."""
    assert find(wired(padded, **parts()), (3, size, size)) == []
    assert find(wired(stretched, **parts()), (3, size, size)) == []


def test_padding_in_an_encoder_and_cropped_skips_are_sound(find: Find, wired: Wire) -> None:
    """'Same' padding before a convolution, and U-Net's crop of the skip, are by design: silent."""
    assert find(wired(lambda net, x: x + net.down(F.pad(x, (1, 1, 1, 1))), down=nn.Conv2d(3, 3, 3)), (3, 9, 9)) == []

    def cropped(net: Any, x: Tensor) -> Any:
        skip = net.down(x)
        up = net.up(F.max_pool2d(skip[:, :, 1:-1, 1:-1], 2))
        return torch.cat([skip[:, :, 1:-1, 1:-1], up], dim=1)

    assert find(wired(cropped, **parts()), (3, 16, 16)) == []
