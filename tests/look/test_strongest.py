"""The strongest pictures of each unit, in one pass."""

import signal
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from convscope.data import Dataset, cache_root
from convscope.data.dataset import ArrayPictures
from convscope.errors import ConvscopeError, UnknownName
from convscope.loading import load
from convscope.look import strongest
from convscope.look.strongest import find_strongest
from convscope.model import Model
from convscope.network import watch
from convscope.picture import InputContract


def test_they_are_the_strongest_of_all(model: Model, digits: Dataset) -> None:
    """Every activation of every picture sorted: the same values, pictures and places, strongest first."""
    found = find_strongest(model, digits, "conv2", count=5, keep=False)
    pictures = digits.fitted(model.contract)
    network, outputs = watch(model.module, model.enter(pictures))
    maps = outputs[network["conv2"].index]
    values, places = maps.flatten(2).max(2)
    assert found.values.shape == (16, 5) and found.seen == 1797
    for unit in range(16):
        best = values[:, unit].argsort(descending=True, stable=True)[:5]
        np.testing.assert_allclose(found.values[unit], values[best, unit].numpy(), rtol=1e-4, atol=1e-5)
        assert found.pictures[unit].tolist() == best.tolist()
        rows, columns = np.unravel_index(places[best, unit].numpy(), maps.shape[2:])
        np.testing.assert_array_equal(found.places[unit], np.stack([rows, columns], axis=1))


def test_numbers_without_a_place_have_units_too(model: Model, digits: Dataset) -> None:
    """The answer's ten, each with the picture that is most of its class."""
    found = find_strongest(model, digits, "fc3", count=3, keep=False)
    scores = model.scores(digits.fitted(model.contract))
    assert found.pictures[:, 0].tolist() == scores.argmax(0).tolist()
    assert not found.places.any()


def test_channels_that_come_last_are_units(wired: Callable[..., nn.Module], digits: Dataset) -> None:
    """A network that puts its channels last: the same units, at the same places."""
    torch.manual_seed(0)
    conv = nn.Conv2d(1, 4, 3)
    contract = InputContract(1, 8, 8)
    usual = Model(nn.Sequential(conv), contract, (), "usual")
    last = Model(wired(lambda net, x: net.conv(x).permute(0, 2, 3, 1).tanh(), conv=conv), contract, (), "last")
    first, other = (find_strongest(model, digits, layer, keep=False) for model, layer in ((usual, "0"), (last, "tanh")))
    np.testing.assert_array_equal(first.pictures, other.pictures)
    np.testing.assert_array_equal(first.places, other.places)
    np.testing.assert_allclose(np.tanh(first.values), other.values, rtol=1e-5)


def test_an_interrupted_pass_goes_on_where_it_was(
    model: Model, digits: Dataset, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Stopped after two batches, then run again: only the rest is computed, and the result is that of one pass."""
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path))
    whole = find_strongest(model, digits, "conv1", keep=False)
    seen: list[int] = []

    def stop_after_two(done: int, total: int) -> None:
        seen.append(done)
        if len(seen) == 2:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt, match="stopped after 512 of 1,797 pictures; the same command goes on"):
        find_strongest(model, digits, "conv1", progress=stop_after_two)
    assert seen == [256, 512]
    again: list[int] = []
    found = find_strongest(model, digits, "conv1", progress=lambda done, _: again.append(done))
    assert again[0] == 768 and again[-1] == 1797
    np.testing.assert_array_equal(found.pictures, whole.pictures)
    np.testing.assert_array_equal(found.values, whole.values)


def test_what_was_found_is_kept_until_something_changes(
    digits: Dataset, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A second call computes nothing; other weights, pictures, layer or count are looked for anew."""
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path))
    model = load("lenet5")
    few = Dataset("few", ArrayPictures(digits.fitted(InputContract(1, 8, 8))[:40]), digits.labels[:40],
                  digits.classes, np.arange(5))  # fmt: skip
    passes: list[int] = []

    def find(*, data: Dataset = few, layer: str = "conv1", count: int = 9) -> None:
        find_strongest(model, data, layer, count=count, progress=lambda done, _: passes.append(done))

    find()
    find()
    assert passes == [40]
    find(layer="conv2")
    find(count=3)
    find(data=Dataset("less", ArrayPictures(digits.fitted(InputContract(1, 8, 8))[:30]), few.labels, few.classes,
                      few.test))  # fmt: skip
    with torch.no_grad():
        model.module.get_parameter("conv1.weight").mul_(2)
    find()
    assert passes == [40, 40, 40, 30, 40] and len(list(cache_root().glob("strongest-*.npz"))) == 5


def test_a_broken_file_of_the_cache_is_made_again(
    model: Model, digits: Dataset, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Cut short, as by a full disk."""
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path))
    first = find_strongest(model, digits, "conv1", count=2)
    (kept,) = cache_root().glob("strongest-*.npz")
    kept.write_bytes(kept.read_bytes()[:100])
    np.testing.assert_array_equal(find_strongest(model, digits, "conv1", count=2).pictures, first.pictures)


def test_no_more_than_a_batch_is_held(model: Model, digits: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many small batches what is held stays as large: nine a unit."""
    monkeypatch.setattr(strongest, "MOST_AT_ONCE", 16)
    sizes: list[int] = []
    merged = strongest._merged

    def watched(state: strongest.Strongest, *rest: object) -> strongest.Strongest:
        sizes.append(state.values.size)
        return merged(state, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(strongest, "_merged", watched)
    find_strongest(model, digits, "conv1", keep=False)
    assert len(sizes) == 113 and max(sizes) == 6 * 9


def test_what_cannot_be_found_is_told(model: Model, digits: Dataset) -> None:
    """A layer there is not, no patch at all, numbers that are none."""
    with pytest.raises(UnknownName, match="conv2"):
        find_strongest(model, digits, "conf2", keep=False)
    with pytest.raises(ConvscopeError, match="at least 1"):
        find_strongest(model, digits, "conv2", count=0, keep=False)
    broken = load("lenet5")
    with torch.no_grad():
        broken.module.get_parameter("conv1.bias").fill_(float("nan"))
    with pytest.raises(ConvscopeError, match="not finite"):
        find_strongest(broken, digits, "conv1", keep=False)
