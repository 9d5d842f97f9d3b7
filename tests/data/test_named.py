"""Data sets by name."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from convscope.data import NAMES, is_here, load_dataset, named, places
from convscope.errors import UnknownName


def test_an_unknown_name_gets_the_nearest_known() -> None:
    """A typo is answered with the name that was probably meant."""
    with pytest.raises(UnknownName, match="did you mean 'mnist'"):
        load_dataset("mnits")


def test_the_names() -> None:
    """What the documentation lists is there."""
    assert set(NAMES) == {"digits", "mnist", "fashion-mnist", "cifar10", "cifar100", "digits-on-photos"}


def test_fashion_is_not_taken_for_mnist(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, idx_set: Callable[..., None]
) -> None:
    """Both have files of the same names; the folder's name decides."""
    monkeypatch.setenv("CONVSCOPE_DATA", str(tmp_path))
    monkeypatch.setattr(named, "download", lambda name, *_, **__: pytest.fail(f"{name} downloaded"))
    for folder in ("fashion-mnist", "MNIST/raw"):
        (tmp_path / folder).mkdir(parents=True)
        idx_set(tmp_path / folder, ".gz")
    (tmp_path / "fashion-mnist" / "t10k-images-idx3-ubyte.gz").write_bytes(
        (tmp_path / "MNIST/raw/t10k-images-idx3-ubyte.gz").read_bytes()
    )
    assert load_dataset("fashion-mnist").classes[9] == "Ankle boot"
    assert load_dataset("mnist").classes[9] == "9"
    assert len(np.unique(load_dataset("mnist").test)) == 3


def test_what_is_here_needs_no_download(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Digits always are; MNIST is where its files are."""
    monkeypatch.setattr(places, "user_cache_path", lambda _: tmp_path)
    monkeypatch.setattr(places, "DEBIAN", tmp_path)
    monkeypatch.setenv("CONVSCOPE_DATA", str(tmp_path))
    assert [name for name in NAMES if is_here(name)] == ["digits", "digits-on-photos"] and not is_here("photos")
