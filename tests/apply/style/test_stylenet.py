"""The network that paints in one pass."""

import torch

from convscope.apply.style.stylenet import StyleNet
from convscope.network import trace


def test_it_gives_colours_of_the_same_size() -> None:
    """At sides that divide by 4, and at others, which it cuts."""
    net = StyleNet(4, 1).eval()
    with torch.no_grad():
        for size in ((32, 48), (33, 46)):
            painted = net(torch.randn(2, 3, *size))
            assert painted.shape == (2, 3, *size) and 0 <= float(painted.min()) <= float(painted.max()) <= 1


def test_its_cost_is_what_it_was_designed_for() -> None:
    """At half width and 512², worked by hand: 3·16·25, 16·32·9, 32·64·9, ten of 64·64·9, 64·32·9, 32·16·9, 16·3·9."""
    network = trace(StyleNet(), (3, 512, 512))
    full, half, quarter = 512**2, 256**2, 128**2
    wanted = 3 * 16 * 25 * full + 16 * 32 * 9 * half + (32 * 64 + 10 * 64 * 64) * 9 * quarter
    wanted += 64 * 32 * 9 * half + (32 * 16 + 16 * 3) * 9 * full
    assert sum(layer.macs for layer in network if layer.operator == "conv2d") == wanted == 9_487_515_648
