"""Which memory a layer's outputs lie in, from when to when."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import nn

from convscope.network import Network, trace, watch
from convscope.network.storage import Storage

Wire = Callable[..., nn.Module]


def homes(network: Network) -> list[tuple[int, ...]]:
    """Which storages each layer's outputs lie in."""
    return [layer.storages for layer in network]


def test_views_and_in_place_results_share_one(wired: Wire) -> None:
    """Convolution, ReLU in place, a slice and flattening are one storage; the next convolution's is another."""
    module = wired(
        lambda net, x: net.last(net.conv(x).relu_()[:, :1]).flatten(1), conv=nn.Conv2d(1, 2, 3), last=nn.Conv2d(1, 1, 3)
    )
    network = trace(module, (1, 8, 8))
    assert homes(network) == [(1,), (1,), (1,), (2,), (2,)]
    assert network.storages == (Storage(256, -1, 0), Storage(288, 0, 3), Storage(64, 3, 5))


def test_it_lives_until_its_last_reader_the_answer_to_the_end(wired: Wire) -> None:
    """A skip keeps the stem alive over both convolutions; what forward returns is read after the last layer."""
    module = wired(
        lambda net, x: (stem := net.stem(x)) + net.two(net.one(stem)),
        stem=nn.Conv2d(1, 1, 1),
        one=nn.Conv2d(1, 1, 1),
        two=nn.Conv2d(1, 1, 1),
    )
    assert [(one.made, one.last_read) for one in trace(module, (1, 4, 4)).storages] == [
        (-1, 0),
        (0, 3),
        (1, 2),
        (2, 3),
        (3, 4),
    ]


def test_several_outputs_have_several(wired: Wire) -> None:
    """A pool's values and indices are two, the second of eight bytes a number; chunks are one."""
    module = wired(lambda net, x: F.max_pool2d(x, 2, return_indices=True))
    network = trace(module, (1, 8, 8))
    assert (homes(network), [one.bytes for one in network.storages]) == ([(1, 2)], [256, 64, 128])
    chunked = trace(wired(lambda net, x: torch.add(*(x * 2).chunk(2, 1))), (2, 4, 4))
    assert homes(chunked) == [(1,), (1,), (2,)]


def test_what_comes_of_weights_alone_does_not_scale(wired: Wire) -> None:
    """Weights that are normalised before use are new numbers, as many at any batch; a view of weights is none."""
    module = wired(
        lambda net, x: F.conv2d(x, net.conv.weight / net.conv.weight.flatten(1).norm()), conv=nn.Conv2d(1, 2, 3)
    )
    scaling = {one.bytes: one.scales for one in trace(module, (1, 8, 8)).storages}
    assert scaling == {256: True, 4: False, 72: False, 288: True}


def test_real_images_are_counted_one_at_a_time() -> None:
    """A run on five pictures has the storages of a trace."""
    module = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten())
    assert watch(module, torch.zeros(5, 1, 8, 8))[0].storages == trace(module, (1, 8, 8)).storages
