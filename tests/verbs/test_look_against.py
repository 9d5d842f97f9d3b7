"""Looking at two networks."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from convscope.errors import ConvscopeError
from convscope.loading import load
from convscope.runs import Run
from convscope.verbs import Look, Session, Ship
from convscope.verbs.look_against import opened
from convscope.verbs.verb import Verb


def test_a_run_beside_itself_before_training(run: Run, picture: str, tmp_path: Path) -> None:
    """Its kernels of epoch 0 are those kept in its history."""
    before = opened("start", load(str(run.folder)), str(run.folder))
    for name, tensor in run.history()[0].items():
        np.testing.assert_array_equal(before.module.state_dict()[name].numpy(), tensor.numpy())  # type: ignore[union-attr]
    looked = Look(
        model=str(run.folder), picture=picture, against="start", method="grad-cam", save=str(tmp_path / "g.png")
    ).run(Session())
    methods = [view.method for view in looked.views]
    assert methods == ["answers", "difference of answers", "the picture", "Grad-CAM", "difference of Grad-CAM"]
    assert (tmp_path / "g.png").stat().st_size


def test_the_same_class_is_asked_of_both(run: Run, picture: str, tmp_path: Path) -> None:
    """That which the first thinks likeliest."""
    verb = Look(
        model=str(run.folder), picture=picture, against="start", method="gradient", save=str(tmp_path / "g.png")
    )
    shown = [view for view in verb.run(Session()).views if view.method == "gradient"]
    class_name = verb.run(Session()).answers[0][0]
    assert len(shown) == 1 and all(f"{class_name} (fc3)" in caption for caption in shown[0].captions)


def test_a_shipped_file_is_compared_by_its_answers(run: Run, picture: str, tmp_path: Path) -> None:
    """They differ by rounding."""
    shipped = str(tmp_path / "net.onnx")
    Ship(model=str(run.folder), to="onnx", out=shipped).run(Session())
    looked = Look(
        model=str(run.folder), picture=picture, against=shipped, method="answers", save=str(tmp_path / "a.png")
    ).run(Session())
    assert [view.method for view in looked.views] == ["answers", "difference of answers"]
    assert np.abs(looked.views[1].array).max() < 1e-4


def test_a_page_of_two_networks(run: Run, picture: str, tmp_path: Path) -> None:
    """Everything beside everything, with the command."""
    path = tmp_path / "page.html"
    verb = Look(model=str(run.folder), picture=picture, against="start", save=str(path))
    verb.run(Session())
    html = path.read_text()
    assert "--against start" in html and "less start" in html


def test_what_cannot_be_compared_is_told(picture: str, tmp_path: Path) -> None:
    """No run that began anywhere; a layer that the other has not."""
    save = str(tmp_path / "x.png")
    with pytest.raises(ConvscopeError, match="name a run folder"):
        Look(model="lenet5", picture=picture, against="start", method="answers", save=save).run(Session())
    with pytest.raises(ConvscopeError, match="layer of linear 'conv2' is not known"):
        Look(model="lenet5", picture=picture, layer="conv2", against="linear", save=save).run(Session())
    assert not Path(save).exists()


def test_a_shipped_file_comes_first_as_well(
    run: Run, picture: str, tmp_path: Path, python: Callable[[Verb], dict[str, Any]]
) -> None:
    """Its answers beside the network's own, which differ by rounding alone; the Python shown gives the same."""
    shipped = str(tmp_path / "net.onnx")
    Ship(model=str(run.folder), to="onnx", out=shipped).run(Session())
    verb = Look(model=shipped, picture=picture, method="answers", against=str(run.folder), save=str(tmp_path / "x.npz"))
    pair, difference = verb.run(Session()).views
    assert pair.array.shape == (2, 1, 10) and np.abs(difference.array).max() < 1e-4
    assert np.array_equal(python(verb)["views"][0].array, pair.array)
    with pytest.raises(ConvscopeError, match="name a run folder"):
        replace(verb, against="start").run(Session())
