"""A picture in the style of others."""

import signal
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from convscope.apply.style import Stopped, Styling, style
from convscope.errors import ConvscopeError
from convscope.model import Model
from convscope.picture import InputContract, Picture

QUICK = Styling(size=64, steps=6, strength=5.0)


def test_it_comes_nearer_to_the_style(model: Model, scene: Picture, stripes: Picture) -> None:
    """At its size, with a step told each time, and the same again for the same seed."""
    told: list[tuple[int, int]] = []
    first = style(scene, [stripes], QUICK, features=model, count=lambda done, total, _: told.append((done, total)))
    assert first.picture.shape == (46, 64, 3) and first.picture.dtype == np.uint8
    assert first.steps[-1].loss < 0.8 * first.steps[0].loss and told[-1] == (6, 6)
    assert first.layers == ("1", "6", "11") and first.content_layer == "8"
    again = style(scene, [stripes], QUICK, features=model)
    assert np.array_equal(first.picture, again.picture)


def test_noise_is_the_seeds(model: Model, scene: Picture, stripes: Picture) -> None:
    def painted(seed: int) -> Picture:
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            return style(scene, [stripes], Styling(size=48, steps=2, start="noise"), features=model).picture

    assert np.array_equal(painted(1), painted(1)) and not np.array_equal(painted(1), painted(2))


def test_kept_colours_are_the_contents(model: Model, scene: Picture, stripes: Picture) -> None:
    """With luminance painted alone, what channels differ by is the content's; matched, the styles' are others."""
    bright = Styling(size=56, steps=4, keep_colours="luminance")
    kept = style(scene, [stripes], bright, features=model).picture.astype(int)
    assert np.abs((kept[..., 0] - kept[..., 2]) - (scene[..., 0].astype(int) - scene[..., 2])).max() <= 2
    moved = Styling(size=56, steps=8, keep_colours="matched", strength=5.0)
    near = style(scene, [stripes], moved, features=model).picture
    far = style(scene, [stripes], Styling(size=56, steps=8, strength=5.0), features=model).picture
    assert near.shape == far.shape and np.abs(near.astype(int) - far).mean() > 4


def test_a_mask_leaves_the_content_where_it_is_black(
    model: Model, scene: Picture, stripes: Picture, tmp_path: Path
) -> None:
    halves = np.zeros((40, 56), np.uint8)
    halves[:, 28:] = 255
    Image.fromarray(halves).save(tmp_path / "m.png")
    masked = style(scene, [stripes], Styling(size=56, steps=4, mask=tmp_path / "m.png"), features=model).picture
    assert np.abs(masked[:, :28].astype(int) - scene[:, :28]).max() <= 1
    assert np.abs(masked[:, 28:].astype(int) - scene[:, 28:]).max() > 20
    both = style(scene, [stripes, 255 - stripes], Styling(size=56, steps=4, mask=tmp_path / "m.png"), features=model)
    assert both.picture.shape == (40, 56, 3)


def test_pictures_on_the_way_are_kept(
    model: Model, scene: Picture, stripes: Picture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("convscope.apply.style.style"), "KEEP_EVERY", 2)
    style(scene, [stripes], Styling(size=48, steps=4, progress=tmp_path / "on"), features=model)
    assert sorted(path.name for path in (tmp_path / "on").iterdir()) == ["step-0002.png", "step-0004.png"]


def test_ctrl_c_gives_what_there_is(model: Model, scene: Picture, stripes: Picture) -> None:
    def stop(done: int, *_: float) -> None:
        if done == 2:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(Stopped, match="stopped after 2 of 6 steps") as stopped:
        style(scene, [stripes], QUICK, features=model, count=stop)
    assert len(stopped.value.styled.steps) == 2 and stopped.value.styled.picture.shape == (46, 64, 3)


def test_what_cannot_be_is_told(scene: Picture, stripes: Picture) -> None:
    """A network without convolutions, and tiles through what reads the whole picture."""
    line = Model(nn.Sequential(nn.Flatten(), nn.Linear(3072, 4)), InputContract(3, 32, 32), (), "line")
    with pytest.raises(ConvscopeError, match="line has no maps"):
        style(scene, [stripes], QUICK, features=line)
    norm = nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.InstanceNorm2d(4), nn.ReLU())
    with pytest.raises(ConvscopeError, match=r"2 reads the whole picture at once.*--tile 0"):
        style(
            scene,
            [stripes],
            Styling(size=128, steps=1, tile=64),
            features=Model(norm, InputContract(3, 32, 32), (), "n"),
        )
    random = Model(nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.ReLU()), InputContract(3, 32, 32), (), "fresh")
    assert "random weights" in style(scene, [stripes], Styling(size=32, steps=1), features=random).notes[0]
