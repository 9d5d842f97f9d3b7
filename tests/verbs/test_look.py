"""The verb look."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.errors import BrokenPicture, ConvscopeError
from convscope.verbs import Look, Session


@pytest.fixture
def picture(tmp_path: Path) -> str:
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)).save(tmp_path / "p.png")
    return str(tmp_path / "p.png")


def test_a_page_of_everything(picture: str, tmp_path: Path) -> None:
    """Kernels and the maps after every layer, in one file; random weights are said to be."""
    looked = Look(model="lenet5", picture=picture, save=str(tmp_path / "page.html")).run(Session())
    assert [view.layer for view in looked.views][:3] == ["conv1", "conv1", "relu1"]
    html = (tmp_path / "page.html").read_text()
    assert "random" in html and "fc3" in html and not looked.trained


@pytest.mark.parametrize("suffix", ["png", "svg", "npz"])
def test_one_layer_as_a_picture_or_numbers(picture: str, tmp_path: Path, suffix: str) -> None:
    """Its maps, or its kernels."""
    path = tmp_path / f"out.{suffix}"
    Look(model="lenet5", picture=picture, layer="conv2", save=str(path)).run(Session())
    assert path.stat().st_size > 100
    looked = Look(model="lenet5", picture=picture, layer="conv2", kernels=True, save=str(path)).run(Session())
    assert len(looked.views[0].array) == 96


def test_what_does_not_go_together_is_told(picture: str) -> None:
    """Kernels of no layer, everything in one PNG, a picture that is none."""
    with pytest.raises(ConvscopeError, match="--layer"):
        Look(model="lenet5", picture=picture, kernels=True).run(Session())
    with pytest.raises(ConvscopeError, match="do not fit into"):
        Look(model="lenet5", picture=picture, save="a.png").run(Session())
    with pytest.raises(BrokenPicture):
        Look(model="lenet5", picture="none.png").run(Session())
