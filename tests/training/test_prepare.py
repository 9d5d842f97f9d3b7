"""Before a training: the module built, its contract decided, the pictures where they are read fastest."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from convscope.data import ArrayPictures, Dataset, load_dataset
from convscope.errors import ConvscopeError
from convscope.models.trained import trained
from convscope.picture import InputContract
from convscope.training import Recipe, prepare
from convscope.training.prepare import prepare as prepared_for
from convscope.training.stored import Stored

CPU = torch.device("cpu")


def test_each_part_has_its_own_pictures_and_labels(small: Dataset) -> None:
    """A batch of a part is the pictures of the split, scaled by what the contract says."""
    prepared = prepared_for(small, "lenet5", Recipe(), seed=3, device=CPU)
    split, fitted = small.split(3), small.fitted(InputContract(1, 32, 32))
    contract = prepared.model.contract
    for part, rows in (
        (prepared.parts.train, split.train),
        (prepared.parts.validation, split.validation),
        (prepared.parts.test, split.test),
    ):
        images, labels = part.batch(torch.arange(len(rows)))
        expected = (fitted[rows].transpose(0, 3, 1, 2) / 255 - contract.mean[0]) / contract.std[0]
        np.testing.assert_allclose(images.numpy(), expected, atol=1e-5)
        assert labels.tolist() == small.labels[rows].tolist()


@pytest.mark.parametrize("name", ["COPIED_BYTES", "LARGE"])
def test_many_pictures_and_large_ones_stay_in_their_file(
    small: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Batches are read one by one, to the same numbers as of those that are read into memory at once."""
    np.save(tmp_path / "fitted.npy", small.fitted(InputContract(1, 32, 32)))
    mapped = replace(small, pictures=ArrayPictures(np.load(tmp_path / "fitted.npy", mmap_mode="c")))
    near = prepared_for(mapped, "lenet5", Recipe(), seed=0, device=CPU).parts.train
    monkeypatch.setattr(prepare, name, 0)
    far = prepared_for(mapped, "lenet5", Recipe(), seed=0, device=CPU).parts.train
    assert isinstance(near.pictures_NHWC, torch.Tensor) and isinstance(far.pictures_NHWC, Stored)
    for one, other in zip(near.batch(torch.arange(5)), far.batch(torch.arange(5)), strict=True):
        assert torch.equal(one, other)


def test_a_network_of_unknown_size_asks_for_it(small: Dataset, tmp_path: Path) -> None:
    """The size can be said; channels are then the pictures' own."""
    (tmp_path / "net.py").write_text(
        "from torch import nn\n\n\ndef net():\n"
        "    return nn.Sequential(nn.Conv2d(1, 4, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 10))\n"
    )
    spelling = f"{tmp_path / 'net.py'}:net"
    with pytest.raises(ConvscopeError, match="say the size with --size"):
        prepared_for(small, spelling, Recipe(), seed=0, device=CPU)
    prepared = prepared_for(small, spelling, Recipe(size=(12, 9)), seed=0, device=CPU)
    assert prepared.model.contract.input_shape == (1, 12, 9)


def test_other_classes_have_a_fresh_last_layer() -> None:
    """Of a network that comes with weights: the rest is as it was; with as many classes its own stays."""
    digits = load_dataset("digits")
    three = digits.labels < 3
    pictures = ArrayPictures(digits.fitted(InputContract(1, 8, 8))[three])
    few = Dataset("few", pictures, digits.labels[three], ("0", "1", "2"), np.arange(500, three.sum()))
    weights = trained("lenet5:mnist")[0].state_dict()
    prepared = prepared_for(few, "lenet5:mnist", Recipe(), seed=0, device=CPU)
    found = prepared.model.module.state_dict()
    assert (prepared.head, prepared.fresh) == ("fc3", True) and found["fc3.weight"].shape == (3, 84)
    assert all(torch.equal(found[name], weights[name]) for name in weights if not name.startswith("fc3"))
    whole = prepared_for(digits, "lenet5:mnist", Recipe(), seed=0, device=CPU)
    assert not whole.fresh and torch.equal(whole.model.module.state_dict()["fc3.weight"], weights["fc3.weight"])


def test_the_resize_mode_that_is_said_counts_also_beside_weights(small: Dataset) -> None:
    """Not said, it is that of the weights, or stretch; scaling and size stay those of the weights."""
    own = trained("lenet5:mnist")[1].contract
    for recipe, expected in ((Recipe(), own), (Recipe(resize="letterbox"), replace(own, resize="letterbox"))):
        assert prepared_for(small, "lenet5:mnist", recipe, seed=0, device=CPU).model.contract == expected
        fresh = prepared_for(small, "lenet5", recipe, seed=0, device=CPU).model.contract
        assert fresh.resize == (recipe.resize or "stretch")
    assert Recipe(resize="crop").with_settings({"resize": "None"}).resize is None


def test_a_size_that_a_network_cannot_take_is_told_beside_its_own(small: Dataset) -> None:
    """Not how a layer would have to be changed: nobody who says --size wants that."""
    with pytest.raises(ConvscopeError, match=r"made for 64 × 64 and 32 × 32 was asked for: .*--size 64x64"):
        prepared_for(small, "tinyvgg", Recipe(size=(32, 32)), seed=0, device=CPU)
