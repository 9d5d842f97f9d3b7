"""One picture through the network."""

import io

import numpy as np
import pytest
import torch
from PIL import Image

import convscope as cs
from convscope.errors import ConvscopeError
from convscope.lab import Opened
from convscope.lab.apply.photographs import applied
from convscope.model import Model
from convscope.picture import InputContract


def shown(opened: Opened, height: int = 40, width: int = 30, channels: int = 3) -> dict[str, object]:
    picture = np.random.default_rng(0).integers(0, 256, (height, width, channels), dtype=np.uint8)
    data = io.BytesIO()
    Image.fromarray(picture[..., 0] if channels == 1 else picture).save(data, "PNG")
    return applied(opened, {"picture": opened.pictures.put(data.getvalue())})


def test_classes_are_the_models_own() -> None:
    """The five likeliest, their shares those of softmax; the command is predict's."""
    model = cs.load("lenet5:mnist")
    told = shown(Opened("lenet5:mnist", model), channels=1)
    assert told["kind"] == "classes" and len(told["rows"]) == 5  # type: ignore[arg-type]
    picture = np.random.default_rng(0).integers(0, 256, (40, 30, 1), dtype=np.uint8)
    scores = torch.from_numpy(model.scores(model.fit(picture)[None]))[0].softmax(0)
    best = scores.topk(5)
    assert [row["name"] for row in told["rows"]] == [model.classes[one] for one in best.indices]  # type: ignore[attr-defined]
    assert [row["share"] for row in told["rows"]] == pytest.approx(best.values.tolist(), abs=1e-6)  # type: ignore[attr-defined]
    assert told["same"]["command"] == "convscope predict lenet5:mnist photo.jpg"  # type: ignore[index]


def test_pixels_have_their_classes_share() -> None:
    """All of them together are the picture; the command is segment's."""
    torch.manual_seed(0)
    contract = InputContract(3, 16, 16)
    model = Model(torch.nn.Conv2d(3, 4, 3, padding=1).eval(), contract, ("a", "b", "c", "d"), "net.py:Net")
    told = shown(Opened("net.py:Net", model))
    assert told["kind"] == "pixels" and "convscope segment" in told["same"]["command"]  # type: ignore[index]
    assert sum(row["share"] for row in told["rows"]) == pytest.approx(1)  # type: ignore[attr-defined]


def test_a_network_that_learnt_a_style_paints() -> None:
    """At the picture's size, whatever the weights."""
    from convscope.apply.style.stylenet import StyleNet

    told = shown(Opened("runs/waves", Model(StyleNet(width=4, blocks=1).eval(), InputContract(3, 32, 32), (), "w")))
    assert told["kind"] == "painting" and "convscope style photo.jpg runs/waves" in told["same"]["command"]  # type: ignore[index]


def test_what_has_no_classes_is_told() -> None:
    """One number a picture."""
    model = Model(torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(12, 1)), InputContract(3, 2, 2), (), "net")
    with pytest.raises(ConvscopeError, match="net answers with 1 numbers, no classes"):
        shown(Opened("net", model))


def test_boxes_are_drawn() -> None:
    """A detector of random weights finds what it finds."""
    told = shown(Opened("fcos", cs.load("fcos")), 64, 64)
    assert told["kind"] == "boxes" and told["after"] != "" and "convscope detect" in told["same"]["command"]  # type: ignore[index]
