"""What rules ask of a graph."""

from collections.abc import Callable

from torch import nn

from convscope.lint import graph
from convscope.network import trace

Wire = Callable[..., nn.Module]


def test_kinds_of_layers() -> None:
    """Convolution, transposed, depthwise, pool, fully connected: each is what it is and nothing else."""
    module = nn.Sequential(
        nn.Conv2d(4, 8, 3), nn.ConvTranspose2d(8, 8, 2), nn.Conv2d(8, 16, 3, groups=8), nn.MaxPool2d(2),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 3),
    )  # fmt: skip
    layers = trace(module, (4, 12, 12)).layers
    kinds = (graph.is_convolution, graph.is_plain, graph.is_transposed, graph.is_pool, graph.is_matrix)
    found = ["".join(str(int(kind(layer))) for kind in kinds) for layer in layers]
    assert found == ["11001", "10101", "11001", "00010", "00000", "00000", "00001"]
    assert [graph.channels(layer) for layer in layers[:3]] == [(4, 8), (8, 8), (8, 16)]
    assert graph.channels(layers[-1]) == (16, 3)
    assert [graph.is_depthwise(layer) for layer in layers[:3]] == [False, False, True]


def test_walking_back_stops_at_forks(wired: Wire) -> None:
    """Over what passes to the first that does not; where something else reads on the way, there is none."""
    chain = trace(nn.Sequential(nn.Conv2d(1, 1, 1), nn.Dropout(), nn.Identity(), nn.ReLU()), (1, 4, 4))
    found = graph.before(chain, chain.layers[-1], lambda layer: layer.operator == "dropout")
    assert found is not None and found.name == "0"
    forked = trace(wired(lambda net, x: (net.conv(x).relu(), net.conv(x)), conv=nn.Conv2d(1, 1, 1)), (1, 4, 4))
    assert graph.source(forked, forked.layers[0]) is None
    both = trace(wired(lambda net, x: (y := net.conv(x)).relu() + y, conv=nn.Conv2d(1, 1, 1)), (1, 4, 4))
    assert graph.before(both, both["relu"], lambda layer: False) is None
