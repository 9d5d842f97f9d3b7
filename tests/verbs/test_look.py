"""The verb look."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from convscope.errors import BrokenPicture, ConvscopeError
from convscope.runs import Run
from convscope.verbs import Look, Session, Ship, Verb


def test_a_page_of_everything(picture: str, tmp_path: Path) -> None:
    """Kernels, what they resemble, and the maps after every layer, in one file; random weights are said to be."""
    looked = Look(model="lenet5", picture=picture, save=str(tmp_path / "page.html")).run(Session())
    assert [view.layer for view in looked.views][:4] == ["conv1", "conv1", "conv1", "relu1"]
    html = (tmp_path / "page.html").read_text()
    assert "random" in html and "fc3" in html and not looked.trained


@pytest.mark.parametrize("suffix", ["png", "svg", "npz"])
def test_one_layer_as_a_picture_or_numbers(picture: str, tmp_path: Path, suffix: str) -> None:
    """Its maps, or its kernels."""
    path = tmp_path / f"out.{suffix}"
    Look(model="lenet5", picture=picture, layer="conv1", save=str(path)).run(Session())
    maps = path.read_bytes()
    looked = Look(model="lenet5", picture=picture, layer="conv1", kernels=True, save=str(path)).run(Session())
    assert looked.views[0].array.shape == (6, 5, 5)
    assert maps and path.read_bytes() and path.read_bytes() != maps


def test_what_does_not_go_together_is_told(picture: str) -> None:
    """Kernels of no layer, everything in one PNG, a picture that is none."""
    with pytest.raises(ConvscopeError, match="--layer"):
        Look(model="lenet5", picture=picture, kernels=True).run(Session())
    with pytest.raises(ConvscopeError, match=r"cannot be saved as a.gif; end it in .html, .png"):
        Look(model="no network", picture=picture, layer="conv1", save="a.gif").run(Session())
    with pytest.raises(ConvscopeError, match="do not fit into"):
        Look(model="lenet5", picture=picture, save="a.png").run(Session())
    with pytest.raises(BrokenPicture):
        Look(model="lenet5", picture="none.png").run(Session())


def test_its_python_gives_the_same_views(
    run: Run, picture: str, tmp_path: Path, python: Callable[[Verb], dict[str, Any]]
) -> None:
    """The page, one layer, kernels, and two networks beside each other: the same arrays with the same words."""
    everything = Look(model=str(run.folder), picture=picture, save=str(tmp_path / "page.html"))
    one = Look(model=str(run.folder), picture=picture, layer="conv2", save=str(tmp_path / "maps.npz"))
    kernels = Look(
        model=str(run.folder), picture=picture, layer="conv2", kernels=True, save=str(tmp_path / "kernels.npz")
    )
    start = Look(model=str(run.folder), picture=picture, method="grad-cam", against="start", save=everything.save)
    another = Look(model=str(run.folder), picture=picture, against="lenet5:mnist", save=everything.save)
    for verb in (everything, one, kernels, start, another):
        names = python(verb)
        same = (names["view"],) if verb.kernels else names["views"]
        views = verb.run(Session()).views
        assert len(views) == len(same)
        for view, other in zip(views, same, strict=True):
            np.testing.assert_array_equal(view.array, other.array)
            assert (view.layer, view.captions, view.sentence) == (other.layer, other.captions, other.sentence)


def test_the_likeliest_answers_are_named(run: Run, picture: str, tmp_path: Path) -> None:
    """Five classes, the likeliest first, their shares those of softmax."""
    from convscope.loading import load
    from convscope.picture import read

    looked = Look(model=str(run.folder), picture=picture, save=str(tmp_path / "page.html")).run(Session())
    model = load(str(run.folder))
    scores = model.scores(model.fit(read(picture))[None])[0].astype(np.float64)
    shares = np.exp(scores) / np.exp(scores).sum()
    assert [name for name, _ in looked.answers] == [model.classes[index] for index in np.argsort(-shares)[:5]]
    np.testing.assert_allclose([share for _, share in looked.answers], np.sort(shares)[::-1][:5], rtol=1e-5)
    assert looked.trained


def test_the_seed_is_of_the_random_weights(picture: str, tmp_path: Path) -> None:
    """The same seed gives the same numbers, another seed others."""
    verb = Look(model="lenet5", picture=picture, layer="conv1", kernels=True, save=str(tmp_path / "k.npz"))
    one, again, other = (verb.run(Session(seed=seed)).views[0].array for seed in (0, 0, 1))
    np.testing.assert_array_equal(one, again)
    assert not np.array_equal(one, other)


def test_a_device_that_is_not_there_is_told(picture: str) -> None:
    """And nothing is drawn."""
    with pytest.raises(ConvscopeError, match="'nowhere' cannot be used"):
        Look(model="lenet5", picture=picture).run(Session(device="nowhere"))
    assert not Path("look-p.html").exists()


def test_a_network_without_a_size_takes_the_one_said(
    picture: str, tmp_path: Path, python: Callable[[Verb], dict[str, Any]]
) -> None:
    """--input is for looking what it is for checking, and the Python says it too."""
    (tmp_path / "net.py").write_text("from torch import nn\n\n\ndef net():\n    return nn.Conv2d(3, 2, 3)\n")
    verb = Look(model=f"{tmp_path / 'net.py'}:net", picture=picture, input="3,12,10", save=str(tmp_path / "page.html"))
    assert (2, 10, 8) in [view.array.shape for view in verb.run(Session()).views]
    assert (2, 10, 8) in [view.array.shape for view in python(verb)["views"]]


def test_a_picture_of_six_bands_is_shown_band_by_band(tmp_path: Path) -> None:
    """Neither grey nor colour: a tile a band on the page."""
    np.save(tmp_path / "six.npy", np.random.default_rng(0).integers(0, 256, (20, 20, 6), dtype=np.uint8))
    (tmp_path / "net.py").write_text(
        "from torch import nn\nclass Net(nn.Sequential):\n    input_shape = (6, 20, 20)\n"
        "    def __init__(self):\n        super().__init__(nn.Conv2d(6, 2, 3))\n"
    )
    verb = Look(model=f"{tmp_path / 'net.py'}:Net", picture=str(tmp_path / "six.npy"), save=str(tmp_path / "page.html"))
    verb.run(Session())
    assert "band 5" in (tmp_path / "page.html").read_text()


def test_of_a_shipped_file_the_answers_are_seen(
    run: Run, picture: str, tmp_path: Path, python: Callable[[Verb], dict[str, Any]]
) -> None:
    """The same ones as the network's; its layers cannot be seen, and that is told."""
    Ship(model=str(run.folder), out=str(tmp_path / "net.onnx")).run(Session())
    page = str(tmp_path / "page.html")
    of_file = Look(model=str(tmp_path / "net.onnx"), picture=picture, save=page)
    of_run = Look(model=str(run.folder), picture=picture, save=page)
    looked, whole = of_file.run(Session()), of_run.run(Session())
    assert [name for name, _ in looked.answers] == [name for name, _ in whole.answers] and len(looked.views) == 1
    assert np.array_equal(python(of_file)["view"].array, looked.views[0].array)
    for said, answer in (({"layer": "conv1"}, "cannot be seen"), ({"weights": "w.pt"}, "has its own")):
        with pytest.raises(ConvscopeError, match=answer):
            replace(of_file, save=None, **said).run(Session())  # type: ignore[arg-type]
