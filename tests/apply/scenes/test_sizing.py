"""Which tile suits a network and this memory."""

import torch
from torch import nn

from convscope.apply.scenes.sizing import best, budget, maps, sized


def test_the_smallest_tile_near_the_least_work_that_fits() -> None:
    """A margin of 40 either side: a tile of 1,024 computes 1.16 ×, one of 2,048 1.08 ×, of 4,096 1.04 ×."""
    net = nn.Sequential(nn.Conv2d(3, 4, 81, padding=40), nn.Conv2d(4, 2, 1))
    found = best(net, (3, 20_000, 20_000), 1 << 40)
    assert found.tile == 2048 and found.plan.margin == ((40, 40), (40, 40))
    little = best(net, (3, 20_000, 20_000), maps(net, (3, 400, 400)))
    assert little.tile == 256 and little.bytes < found.bytes
    assert best(net, (3, 20_000, 20_000), 1).tile == 128  # nothing fits: the least there is


def test_bytes_are_those_of_the_maps_alive_at_once() -> None:
    """At 100 × 100 the convolution's input and output: (3 + 4) · 4 bytes a pixel, or the answer and its shares."""
    net = nn.Conv2d(3, 4, 3, padding=1)
    assert maps(net, (3, 100, 100)) == max(7 * 4, 3 * 4 * 4) * 10_000
    assert sized(net, (3, 1000, 1000), 98).bytes == maps(net, (3, 100, 100))


def test_workers_share_the_memory() -> None:
    """Half of what is free, at most two gigabytes each."""
    device = torch.device("cpu")
    assert 0 < budget(device, 1000) <= budget(device) <= 2 << 30
