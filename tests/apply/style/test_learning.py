"""A network learns a style."""

import signal
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

from convscope.apply.style import Styling
from convscope.apply.style.features import Features
from convscope.apply.style.grams import mixed
from convscope.apply.style.learning import Learning, batch_loss, learn
from convscope.apply.style.learnt import paint_at_once
from convscope.apply.style.loss import Region, Wanted, loss_and_slope
from convscope.errors import ConvscopeError, RunExists
from convscope.loading import load
from convscope.model import Model

QUICK = Learning(steps=12, side=32, batch=2, width=4)


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Put four pictures, one in grey, and a broken one into a folder, and a style beside it."""
    place = tmp_path_factory.mktemp("photos")
    random = np.random.default_rng(0)
    for number, shape in enumerate(((40, 50, 3), (36, 36, 3), (64, 40, 3), (50, 50))):
        smooth = random.integers(0, 256, shape, dtype=np.uint8)
        Image.fromarray(smooth).resize((60, 48)).save(place / f"{number}.png")
    (place / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    rows = np.mgrid[0:48, 0:48][0]
    stripes = np.where((rows // 3 % 2)[..., None] == 0, [230, 120, 20], [20, 60, 160]).astype(np.uint8)
    Image.fromarray(stripes).save(place.parent / "stripes.png")
    return place


def style_of(photos: Path) -> Path:
    return photos.parent / "stripes.png"


def test_it_comes_nearer_and_is_kept(
    model: Model, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run loads as any other, paints, ships its numbers, and is the same for the same seed."""
    monkeypatch.setattr("convscope.apply.style.learning.EPOCH", 4)
    losses: list[float] = []
    run = learn(
        photos, [style_of(photos)], tmp_path / "run", Styling(size=48), QUICK, features=model,
        count=lambda _, total, loss: losses.append(loss),
    )  # fmt: skip
    assert len(losses) == 12 and np.mean(losses[-3:]) < np.mean(losses[:3])
    assert (
        run.record.status == "done" and run.record.epochs == 3 and run.record.recipe["style"] == [str(style_of(photos))]
    )
    assert [line["epoch"] for line in run.metrics] == [1, 2, 3]
    again = learn(photos, [style_of(photos)], tmp_path / "again", Styling(size=48), QUICK, features=model)
    weights, others = run.weights(), again.weights()
    assert all(torch.equal(weights[name], others[name]) for name in weights)
    loaded = load(str(run.folder))
    assert loaded.trained and loaded.spelling.endswith(":StyleNet(width=4)")
    painted = paint_at_once(np.zeros((40, 50, 3), np.uint8), run.folder, size=50)
    assert painted.picture.shape == (40, 50, 3)
    with pytest.raises(RunExists, match="already holds a run"):
        learn(photos, [style_of(photos)], tmp_path / "run", Styling(size=48), QUICK, features=model)


def test_the_loss_of_a_batch_of_one_is_that_of_a_picture(features: Features) -> None:
    """As `loss_and_slope` has it, with the roughness beside it; of two alike it is the same."""
    generator = torch.Generator().manual_seed(0)
    style, content, painted = (torch.rand(1, 3, 32, 32, generator=generator) for _ in range(3))
    region = Region(*mixed(features, [style], [1.0]))
    maps: Tensor = features(content)[features.chosen.content.index][0].detach()
    wanted = Wanted(features, [region], maps, (32, 32), content_weight=0.7)
    share, _ = loss_and_slope(features, painted, wanted)
    rough = painted.diff(dim=2).square().mean() + painted.diff(dim=3).square().mean()
    one = batch_loss(features, painted, content, region, 0.7)
    assert float(one.detach()) == pytest.approx(share.total + 0.3 * float(rough), rel=1e-5)
    two = batch_loss(features, painted.repeat(2, 1, 1, 1), content.repeat(2, 1, 1, 1), region, 0.7)
    assert float(two.detach()) == pytest.approx(float(one.detach()), rel=1e-5)


def test_ctrl_c_keeps_what_was_learnt(model: Model, photos: Path, tmp_path: Path) -> None:
    def stop(done: int, *_: float) -> None:
        if done == 2:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt, match="stopped after 2 of 12 steps, kept in"):
        learn(photos, [style_of(photos)], tmp_path / "run", Styling(size=48), QUICK, features=model, count=stop)
    assert paint_at_once(np.zeros((32, 32, 3), np.uint8), tmp_path / "run", size=32).picture.shape == (32, 32, 3)


def test_what_cannot_be_is_told(model: Model, photos: Path, tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    style, out = [style_of(photos)], tmp_path / "run"
    with pytest.raises(ConvscopeError, match="none of the pictures can be read"):
        learn(tmp_path / "broken", style, out, Styling(size=48), Learning(side=32), features=model)
    assert not out.exists()
    with pytest.raises(ConvscopeError, match="side = 30 came; give one that divides by 4"):
        learn(photos, style, tmp_path / "b", Styling(size=48), Learning(side=30), features=model)
    with pytest.raises(ConvscopeError, match="steps = 0 came"):
        learn(photos, style, tmp_path / "b", Styling(size=48), Learning(steps=0), features=model)
    assert not (tmp_path / "b").exists()
