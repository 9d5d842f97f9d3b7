"""An index that follows its files."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from torch import nn

import convscope as cs
from convscope.apply.retrieval import By, Indexed, build_index, open_index
from convscope.apply.retrieval.features import features_at, of_length_one
from convscope.errors import BrokenPicture, ConvscopeError, UnknownName
from convscope.picture import read


def build(**said: object) -> Indexed:
    return build_index("photos", "p.index", **{"by": "net.py:Net", **said})  # type: ignore[arg-type]


def test_distances_are_those_worked_out_by_hand(here: Path) -> None:
    """1 - cosine of what the linear layer reads, of every pair."""
    build()
    model = cs.load("net.py:Net")
    paths = sorted((here / "photos").iterdir())
    entering = model.enter(np.stack([model.fit(read(path)) for path in paths]))
    vectors = of_length_one(nn.Sequential(*list(model.module)[:4])(entering).detach().numpy())  # type: ignore[call-overload]
    found = open_index("p.index").find(paths[2], count=8)
    expected = dict(zip(map(str, paths), 1 - vectors @ vectors[2], strict=True))
    assert found.hits[0].path == str(paths[2]) and found.pictures == 8
    assert {hit.path: pytest.approx(hit.distance, abs=1e-5) for hit in found.hits} == expected
    assert [hit.distance for hit in found.hits] == sorted(hit.distance for hit in found.hits)


def test_copies_are_found_and_others_are_not(here: Path) -> None:
    """Half as large and compressed again, by the threshold that is the default."""
    for seed in (0, 5):
        with Image.open(here / "photos" / f"{seed}.png") as image:
            image.resize((30, 30)).save(here / "photos" / f"{seed}-copy.jpg", quality=80)
    build()
    groups = [{Path(hit.path).stem for hit in group} for group in open_index("p.index").duplicates().groups]
    assert {"0", "0-copy"} in groups and {"5", "5-copy"} in groups


def test_one_picture_has_no_copies(here: Path) -> None:
    """Of a single row the library answers in another form."""
    for seed in range(1, 8):
        (here / "photos" / f"{seed}.png").unlink()
    build()
    assert open_index("p.index").duplicates().groups == ()


def test_a_folder_without_an_index_takes_one(here: Path) -> None:
    """One that is empty, or in which making one was cut short."""
    (here / "p.index").mkdir()
    build()
    assert open_index("p.index").about.files


def test_a_chosen_layer_is_averaged_over_its_places(here: Path) -> None:
    """Of a convolution 16 numbers; a layer that is none is told."""
    build(by=By("net.py:Net", layer="0"))
    assert open_index("p.index").about.features == 16
    with pytest.raises(UnknownName, match=r"layer of net.py:Net 'x'"):
        features_at(cs.load("net.py:Net"), "x")


@pytest.mark.parametrize("size", [(1, 1), (5000, 30)])
@pytest.mark.parametrize("mode", ["L", "RGBA", "CMYK", "I;16"])
def test_odd_pictures_are_looked_up(here: Path, mode: str, size: tuple[int, int]) -> None:
    """Grey, transparent, CMYK, 16 bits, one pixel, a thin strip."""
    build()
    kind = "png" if mode == "RGBA" else "tif"
    Image.new(mode, size, None).save(here / f"a.{kind}")
    assert len(open_index("p.index").find(here / f"a.{kind}", 3).hits) == 3


def test_what_cannot_be_looked_up_is_told(here: Path) -> None:
    """A broken picture, a count and a distance that are none, a folder without pictures, nothing but broken files."""
    build()
    index = open_index("p.index")
    (here / "b.png").write_bytes(b"")
    with pytest.raises(BrokenPicture, match=r"b.png is empty"):
        index.find(here / "b.png")
    with pytest.raises(ConvscopeError, match="count = 0 came"):
        index.find(here / "photos" / "1.png", 0)
    with pytest.raises(ConvscopeError, match="distance = 2 came"):
        index.duplicates(2)
    with pytest.raises(ConvscopeError, match="none of 1 files could be read"):
        build_index(here / "b.png", "b.index", "net.py:Net")
    assert not Path("b.index").exists()


def test_an_index_by_ones_own_network_is_opened_where_that_is(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere it is said with what it was made, and where to go."""
    build()
    (here / "elsewhere").mkdir()
    monkeypatch.chdir(here / "elsewhere")
    with pytest.raises(ConvscopeError, match=r"net.py:Net, and there is no net.py here; go to the folder"):
        open_index("../p.index")


def test_pictures_that_moved_are_counted(here: Path) -> None:
    """Neither finding nor comparing is silent about them."""
    build()
    (here / "photos").rename(here / "elsewhere")
    index = open_index("p.index")
    assert index.find(here / "elsewhere" / "1.png", 3).gone == 3
    assert index.duplicates().gone == 8


def test_turned_pictures_lie_at_nothing(here: Path) -> None:
    """An index of turned pictures finds one on its side where it is itself; one that is not does not mix with it."""
    build(by=By("net.py:Net", turned=True))
    with Image.open(here / "photos" / "3.png") as image:
        image.transpose(Image.Transpose.ROTATE_90).save(here / "side.png")
    hit = open_index("p.index").find("side.png", 1).hits[0]
    assert hit.path == str(here / "photos" / "3.png") and hit.distance < 1e-5
    with pytest.raises(ConvscopeError, match=r"made with net.py:Net, turned; say --overwrite"):
        build()
