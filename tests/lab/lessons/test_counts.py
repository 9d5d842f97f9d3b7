"""Numbers of convolutions, as a lesson asks for them, beside PyTorch."""

import pytest
import torch
from torch import nn

from convscope.lab.lessons.numbers import computed


def test_they_are_pytorchs_numbers() -> None:
    """Parameters, sizes and the lecture's bottleneck."""
    layer = nn.Conv2d(3, 10, 5, padding=2)
    assert computed("parameters(3, 10, 5)") == str(sum(one.numel() for one in layer.parameters())) == "760"
    assert computed("output_size(32, kernel=5, padding=2)") == str(layer(torch.zeros(1, 3, 32, 32)).shape[-1])
    up = nn.ConvTranspose2d(1, 1, 3, stride=2, padding=1, output_padding=1)
    said = computed("transposed_size(3, kernel=3, stride=2, padding=1, output_padding=1)")
    assert said == str(up(torch.zeros(1, 1, 3, 3)).shape[-1])
    assert computed("macs(256, 32, 5, 28)") == "160,563,200"
    assert computed("bottleneck_macs(256, 32, 5, 28, width=16)") == "13,246,464"
    assert computed("bottleneck_macs(256, 32, 5, 28, width=64)") == "52,985,856"
    assert computed("bottleneck_parameters(256, 32, 5, width=16)") == f"{256 * 16 + 16 * 32 * 25:,}"


def test_alexnet_on_224_loses_a_row_and_resnets_first_layer_none() -> None:
    """54.25 → 54."""
    assert computed("formula(224, kernel=11, stride=4)") == "(224 − 11)/4 + 1 = 54.25 → 54"
    assert computed("never_read(224, kernel=11, stride=4)") == "223"
    assert computed("never_read(224, kernel=7, stride=2, padding=3)") == "–"


@pytest.mark.parametrize(("padding", "corner"), [(0, "1"), (1, "4"), (2, "9")])
def test_a_corner_enters_as_many_products_as_the_padding_gives(padding: int, corner: str) -> None:
    """1, 4, and only with full padding 9."""
    assert computed(f"uses(0, 0, size=5, kernel=3, padding={padding})") == corner
    assert computed("extent(kernel=3, dilation=2)") == "5"
