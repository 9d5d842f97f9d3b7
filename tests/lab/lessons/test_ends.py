"""One body, four ends."""

import pytest

from convscope.errors import UnknownName
from convscope.lab.lessons.ends import _digits, _map, end_chance, end_right
from convscope.loading import load


def test_each_end_is_far_above_chance() -> None:
    """The body knows nothing of scenes."""
    shares = {end: float(end_right(end).removesuffix(" %")) for end in ("classify", "retrieve", "detect", "segment")}
    assert min(shares.values()) > 60 > 5 * float(end_chance().removesuffix(" %"))
    with pytest.raises(UnknownName, match="end 'caption'"):
        end_right("caption")


def test_the_layer_that_slides_is_the_networks_own() -> None:
    """On a picture of the network's size it gives what the fully connected layer gives."""
    images, _ = _digits()
    module, caught = load("lenet5:mnist").module, []
    handle = module.get_submodule("fc1").register_forward_hook(lambda *given: caught.append(given[2]))
    module(images[:4])
    handle.remove()
    assert (_map(images[:4])[..., 0, 0] - caught[0].relu()).abs().max() < 1e-4
