"""An index that follows its files."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from torch import nn

import convscope as cs
from convscope.apply.retrieval import Indexed, build_index, open_index
from convscope.apply.retrieval.features import features_at, of_length_one
from convscope.errors import BrokenPicture, ConvscopeError, UnknownName
from convscope.picture import read


def build(**said: object) -> Indexed:
    return build_index("photos", "p.index", model="net.py:Net", **said)  # type: ignore[arg-type]


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


def test_it_follows_its_files(here: Path) -> None:
    """Added, changed and removed ones alone are read again; without a change nothing is written."""
    assert build().added == 8
    photos = here / "photos"
    before = sorted(path.name for path in Path("p.index").iterdir())
    assert (build().added, sorted(path.name for path in Path("p.index").iterdir())) == (0, before)
    (photos / "0.png").unlink()
    (photos / "1.png").write_bytes((photos / "2.png").read_bytes())
    (photos / "new.png").write_bytes((photos / "3.png").read_bytes())
    done = build()
    assert (done.pictures, done.added, done.changed, done.removed) == (8, 1, 1, 1)
    index = open_index("p.index")
    assert not any(hit.path.endswith("0.png") for hit in index.find(photos / "2.png", 20).hits)
    names = [{Path(hit.path).name for hit in group} for group in index.duplicates(1e-6).groups]
    assert names == [{"2.png", "1.png"}, {"3.png", "new.png"}] and len(list(Path("p.index").iterdir())) == 2


def test_one_changed_into_a_broken_file_leaves_the_index(here: Path) -> None:
    """It is told; the next time it is tried again."""
    build()
    (here / "photos" / "1.png").write_bytes(b"no picture")
    for _ in range(2):
        done = build()
        assert done.pictures == 7 and [Path(one.path).name for one in done.skipped] == ["1.png"] and done.failed
        assert done.added == 0


def test_copies_are_found_and_others_are_not(here: Path) -> None:
    """Half as large and compressed again, by the threshold that is the default."""
    for seed in (0, 5):
        with Image.open(here / "photos" / f"{seed}.png") as image:
            image.resize((30, 30)).save(here / "photos" / f"{seed}-copy.jpg", quality=80)
    build()
    groups = [{Path(hit.path).stem for hit in group} for group in open_index("p.index").duplicates().groups]
    assert {"0", "0-copy"} in groups and {"5", "5-copy"} in groups


def test_a_chosen_layer_is_averaged_over_its_places(here: Path) -> None:
    """Of a convolution 16 numbers; a layer that is none is told."""
    build(layer="0")
    assert open_index("p.index").about.features == 16
    with pytest.raises(UnknownName, match=r"layer of net.py:Net 'x'"):
        features_at(cs.load("net.py:Net"), "x")


def test_another_network_is_told(here: Path) -> None:
    """Before anything is mixed; --overwrite begins anew."""
    build()
    with pytest.raises(ConvscopeError, match=r"was made with net.py:Net; say --overwrite"):
        build(layer="0")
    assert build(layer="0", overwrite=True).added == 8
    (here / "net.py").write_text((here / "net.py").read_text().replace("manual_seed(0)", "manual_seed(1)"))
    with pytest.raises(ConvscopeError, match=r"is not the network that p.index was made with"):
        open_index("p.index")


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
        build_index(here / "b.png", "b.index", model="net.py:Net")
    assert not Path("b.index").exists()


def test_an_index_that_lost_all_its_files_is_empty(here: Path) -> None:
    """It says so by finding nothing."""
    build()
    for path in (here / "photos").iterdir():
        if path.name != "0.png":
            path.unlink()
    (here / "photos" / "0.png").write_bytes(b"")
    assert build().pictures == 0
    index = open_index("p.index")
    assert index.find("b.png").hits == () and index.duplicates().groups == ()
