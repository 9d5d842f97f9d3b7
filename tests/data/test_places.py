"""Where data sets are looked for."""

from pathlib import Path

import pytest

from convscope.data import places
from convscope.errors import ConvscopeError


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVSCOPE_DATA", str(tmp_path / "given"))
    monkeypatch.setattr(places, "user_cache_path", lambda name: tmp_path / "cache" / name)


def test_the_given_place_comes_first_then_the_cache_then_debian(tmp_path: Path) -> None:
    """$CONVSCOPE_DATA, the user's cache, /usr/share/datasets."""
    found = places.places("mnist")
    assert found[0] == tmp_path / "given" / "mnist"
    assert found.index(tmp_path / "cache/convscope/data/mnist") < found.index(Path("/usr/share/datasets/mnist"))


def test_the_first_place_that_has_it_wins(tmp_path: Path) -> None:
    """A place that does not exist, or holds nothing, is passed over."""
    for folder in ("given/mnist", "cache/convscope/data/mnist"):
        (tmp_path / folder).mkdir(parents=True)
    cached = tmp_path / "cache/convscope/data/mnist/file"
    cached.touch()
    look = lambda folder: folder / "file" if (folder / "file").exists() else None  # noqa: E731
    assert places.find("mnist", look) == cached
    (tmp_path / "given/mnist/file").touch()
    assert places.find("mnist", look) == tmp_path / "given/mnist/file"


def test_without_network_the_places_are_listed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The download is announced first; where it fails, one error lists every place looked in and the way out."""
    from torchvision.datasets import utils

    def fail(*_: object, **__: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr(utils, "download_url", fail)
    with pytest.raises(ConvscopeError) as caught:
        places.download("mnist", [("https://nowhere.invalid/file.gz", "0")], 12)
    said = str(caught.value)
    assert str(tmp_path / "given" / "mnist") in said and "/usr/share/datasets" in said and "CONVSCOPE_DATA" in said


def test_a_download_is_announced_before_it_is_made(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """How much comes, and where to, is said on stderr before anything is fetched."""
    from torchvision.datasets import utils

    def check(*_: object, **__: object) -> None:
        assert "downloading 12 MB into" in capsys.readouterr().err

    monkeypatch.setattr(utils, "download_url", check)
    places.download("mnist", [("https://nowhere.invalid/file.gz", "0")], 12)
