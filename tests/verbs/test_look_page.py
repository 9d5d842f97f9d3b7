"""The page of everything."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from convscope import look
from convscope.errors import ConvscopeError
from convscope.loading import load
from convscope.look.cut_short import CutShort
from convscope.model import Model
from convscope.models import build
from convscope.picture import InputContract
from convscope.verbs import Look, Session
from convscope.verbs.look_page import MOST_LAYERS, everything


def test_what_is_not_on_the_page_is_asked_for() -> None:
    """Slow ways, with what they need."""
    model = load("lenet5:mnist")
    views, lacking = everything(model, np.zeros((28, 28, 1), np.uint8))
    assert {"kernels", "deconvnet", "guided backpropagation"} <= {view.method for view in views}
    assert "--method top-patches --data DATA --layer NAME" in dict(lacking)


def test_why_a_way_does_not_apply_is_told(picture: str, tmp_path: Path) -> None:
    """A linear classifier has no kernels; the page says so."""
    looked = Look(model="linear", picture=picture, save=str(tmp_path / "page.html")).run(Session())
    assert "no convolution" in dict(looked.lacking)["kernels"]
    assert "no convolution" in (tmp_path / "page.html").read_text()


def test_a_deep_network_has_some_of_its_layers_on_the_page() -> None:
    """The first and the last among them."""
    built = build("resnet20", classes=10)
    model = Model(built.module, InputContract(3, 32, 32), (), "resnet20")
    views, _ = everything(model, np.zeros((32, 32, 3), np.uint8))
    shown = [view.layer for view in views if view.method.startswith("feature")]
    assert len(shown) == MOST_LAYERS and shown[0] == "conv" and shown[-1] == "fc"


def test_interrupted_it_keeps_the_views_so_far(picture: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the gradient: the page is whole, has the picture and the deconvnet before it, and says what is left."""

    def stop(*given: object, **named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(look, "gradient", stop)
    path = tmp_path / "page.html"
    with pytest.raises(CutShort, match="stopped in gradient; what there is is in") as stopped:
        Look(model="lenet5:mnist", picture=picture, save=str(path)).run(Session())
    page = path.read_text()
    assert page.rstrip().endswith("</html>") and "It was stopped in gradient" in page
    assert "deconvnet" in {view.method for view in stopped.value.views}
    assert "--method grad-cam" in page and "Stopped before it was done." in page


def test_a_class_is_asked_about_in_every_way_that_takes_one(picture: str, tmp_path: Path) -> None:
    """By name, without a method; a class there is not is told before the work, and units ask for a method."""
    asked = Look(model="lenet5:mnist", picture=picture, target="3", save=str(tmp_path / "page.html"))
    views = {view.method: view for view in asked.run(Session()).views}
    for method in ("gradient", "guided backpropagation", "input × gradient", "Grad-CAM"):
        assert re.search(r"\b3 \(fc3\)", views[method].sentence), method
    with pytest.raises(ConvscopeError, match="class 'three' is not known"):
        replace(asked, target="three").run(Session())
    with pytest.raises(ConvscopeError, match="has no unit 10"):
        replace(asked, target="10").run(Session())
    with pytest.raises(ConvscopeError, match="--unit came without a method"):
        replace(asked, unit="3").run(Session())
    assert "everything(model, picture, target='3')" in asked.python()


def test_how_far_it_is_is_told() -> None:
    """Of the ways on the page, as they are done."""
    told: list[tuple[int, int]] = []
    everything(load("linear"), np.zeros((28, 28, 1), np.uint8), progress=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == list(range(1, told[0][1]))
