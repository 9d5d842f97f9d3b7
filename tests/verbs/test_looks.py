"""Every way of looking, on every kind of network: right, or a clear word."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from convscope import look
from convscope.data import ArrayPictures, Dataset
from convscope.draw import View
from convscope.errors import ConvscopeError, UnknownName
from convscope.model import Model
from convscope.network import trace
from convscope.picture import InputContract
from convscope.verbs.looks import METHODS, Method, method

OF_A_PICTURE = [one for one in METHODS if set(one.needs) <= {"picture"}]
OF_A_LAYER = [one for one in METHODS if set(one.needs) == {"picture", "layer"}]


class TwoOutputs(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body, self.one, self.two = nn.Conv2d(3, 4, 3), nn.Linear(4, 2), nn.Conv2d(4, 5, 1)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        maps = torch.relu(self.body(images))
        return self.one(maps.mean((2, 3))), self.two(maps)


def _net(channels: int) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(channels, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(4 * 36, 3)
    )


torch.manual_seed(0)
NETWORKS: dict[str, tuple[nn.Module, int]] = {
    **{f"{channels} channels": (_net(channels), channels) for channels in (1, 3, 4, 6)},
    "no convolution": (nn.Sequential(nn.Flatten(), nn.Linear(432, 3)), 3),
    "no ReLU": (nn.Sequential(nn.Conv2d(3, 4, 3), nn.GELU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()), 3),
    "no pool": (nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(400, 3)), 3),
    "two outputs": (TwoOutputs(), 3),
    "a map as the answer": (nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Conv2d(4, 2, 1)), 3),
}


MAY_NOT_APPLY = {
    *((way, "no convolution") for way in ("kernels", "resemblance", "grad-cam", "forgetting", "deletion")),
    ("shift-response", "a map as the answer"),
    *(("templates", network) for network in NETWORKS if network != "no convolution"),  # all others have a ReLU or GELU
}


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("way", OF_A_PICTURE, ids=lambda way: way.name)
def test_it_is_right_or_a_clear_word(way: Method, network: str) -> None:
    """Views with finite numbers, a sentence and a range; or one error that says why not."""
    torch.manual_seed(0)
    module, channels = NETWORKS[network]
    model = Model(module, InputContract(channels, 12, 12), (), network)
    picture = np.random.default_rng(0).integers(0, 256, (12, 12, channels), dtype=np.uint8)
    try:
        views = way(model, {"picture": picture} if "picture" in way.needs else {})
    except ConvscopeError as error:
        assert (way.name, network) in MAY_NOT_APPLY and str(error).startswith(network)
        return
    assert views and all(isinstance(view, View) for view in views)
    for view in views:
        assert np.isfinite(view.array).all() and view.sentence.endswith(".") and view.range[0] <= view.range[1]
        assert not view.captions or len(view.captions) == len(view.array)


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("way", OF_A_LAYER, ids=lambda way: way.name)
def test_of_every_layer_it_is_right_or_a_clear_word(way: Method, network: str) -> None:
    """The same, layer by layer; of a convolution's map there is always something to see."""
    torch.manual_seed(0)
    module, channels = NETWORKS[network]
    model = Model(module, InputContract(channels, 12, 12), (), network)
    picture = np.random.default_rng(0).integers(0, 256, (12, 12, channels), dtype=np.uint8)
    for layer in trace(module, (channels, 12, 12)):
        try:
            views = way(model, {"picture": picture, "layer": layer.name})
        except ConvscopeError as error:
            assert error.fix and (layer.operator != "conv2d" or "no pixel moves" in str(error))
            continue
        for view in views:
            assert np.isfinite(view.array).all() and view.sentence.endswith(".")
            assert not view.captions or len(view.captions) == len(view.array)


@pytest.mark.parametrize("way", METHODS, ids=lambda way: way.name)
def test_it_is_a_function_of_look_with_words(way: Method) -> None:
    """The function is there, documented, and listed; the summary is a sentence."""
    function = getattr(look, way.function)
    assert way.function in look.__all__ and function.__doc__ and way.summary.endswith(".")


def test_what_a_method_does_not_take_is_told() -> None:
    """Beside what it takes; and what is missing is asked for."""
    with pytest.raises(ConvscopeError, match="kernels came with --unit; it takes --layer"):
        method("kernels").check({"unit": 1})
    with pytest.raises(ConvscopeError, match="top-patches came without --data"):
        method("top-patches").check({"layer": "conv1"})
    with pytest.raises(UnknownName, match="did you mean 'deconvnet'"):
        method("deconvnt")


def test_settings_are_read_by_their_types() -> None:
    """A wrong key gets the nearest, a wrong value what is right."""
    assert method("top-patches").read(("count=4",)) == {"count": 4}
    told: Any
    for told, answer in (("cuont=4", "did you mean 'count'"), ("count=many", "a whole number"), ("count", "=9")):
        with pytest.raises(ConvscopeError, match=answer):
            method("top-patches").read((told,))


def test_the_docs_name_every_way() -> None:
    """In the order of the declarations, a row each."""
    page = (Path(__file__).parents[2] / "docs" / "look.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z][a-z-]*)` \|", page, re.MULTILINE)
    assert rows == [one.name for one in METHODS]


class Blocks(nn.Module):
    """A network whose block is no layer itself."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU(), nn.Conv2d(4, 4, 3))
        self.head = nn.Sequential(nn.Flatten(), nn.Linear(256, 3))

    def forward(self, images: Tensor) -> Tensor:
        answer: Tensor = self.head(self.body(images))
        return answer


@pytest.mark.parametrize(
    "way", [one for one in METHODS if "layer" in (*one.needs, *one.takes)], ids=lambda way: way.name
)
def test_a_blocks_name_is_its_last_layers_and_it_is_said(way: Method) -> None:
    """The same views as of that layer, but for the word."""
    torch.manual_seed(0)
    model = Model(Blocks(), InputContract(3, 12, 12), (), "blocks")
    noise = np.random.default_rng(0).integers(0, 256, (6, 12, 12, 3), dtype=np.uint8)
    data = Dataset("noise", ArrayPictures(noise), np.zeros(6, np.int64), ("noise",), np.arange(1))
    given: dict[str, Any] = {}
    given |= {"picture": noise[0]} if "picture" in way.needs else {}
    given |= {"data": data} if "data" in way.needs else {}
    more: dict[str, Any] = {"steps": 2} if "steps" in {one.name for one in way.settings} else {}
    if way.name in ("forgetting", "deletion"):
        more["way"] = "gradient"
    found = []
    for name in ("body", "body.2"):
        torch.manual_seed(0)
        found.append(way(model, {**given, "layer": name}, **more))
    of_block, of_layer = found
    assert "body is a block of layers; this is its last one" in of_block[-1].sentence
    assert [view.layer for view in of_block] == [view.layer for view in of_layer]
    for one, other in zip(of_block, of_layer, strict=True):
        np.testing.assert_allclose(one.array, other.array, rtol=1e-5, atol=1e-6)  # a sum may take another order
        assert one.sentence.startswith(other.sentence)
