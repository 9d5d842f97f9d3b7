"""Views: what they keep, and how they are saved."""

import io
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from convscope.draw import View
from convscope.errors import ConvscopeError


@pytest.fixture(scope="module")
def view() -> View:
    """Three signed tiles of awkward numbers, with a picture."""
    array = np.random.default_rng(0).normal(size=(3, 4, 5)).astype(np.float32)
    picture = np.arange(24, dtype=np.uint8).reshape(4, 6, 1)
    return View(array, "kernels", "conv2", "How to read it.", "signed", ("one", "two", "three"), picture)


def test_npz_gives_back_the_numbers_exactly(view: View, tmp_path: Path) -> None:
    """To the bit and of the same type, with range, captions, method, layer, sentence and picture; nothing pickled."""
    with np.load(view.save(tmp_path / "view.npz"), allow_pickle=False) as saved:
        assert saved["array"].dtype == np.float32
        np.testing.assert_array_equal(saved["array"], view.array)
        np.testing.assert_array_equal(saved["picture"], view.picture)
        assert tuple(saved["range"]) == view.range
        assert tuple(saved["captions"]) == view.captions
        assert [str(saved[name]) for name in ("method", "layer", "sentence")] == ["kernels", "conv2", "How to read it."]


def test_npz_of_a_view_without_a_picture_has_none(tmp_path: Path) -> None:
    """There is no empty picture that could be taken for one."""
    with np.load(View(np.ones((1, 2, 2)), "m", "", "s", "unsigned").save(tmp_path / "v.npz")) as saved:
        assert "picture" not in saved.files


def test_png_decodes(view: View, tmp_path: Path) -> None:
    """The file is a whole picture."""
    with Image.open(view.save(tmp_path / "view.png")) as image:
        image.load()
        assert image.format == "PNG" and image.width >= 600


def test_svg_is_well_formed(view: View, tmp_path: Path) -> None:
    """It parses as XML, and its captions are text."""
    root = ElementTree.parse(view.save(tmp_path / "view.svg")).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert {"one", "two", "three"} <= {text.text for text in root.iter("{http://www.w3.org/2000/svg}text")}


def test_the_suffix_may_be_in_capitals(view: View, tmp_path: Path) -> None:
    """.PNG is .png."""
    assert view.save(tmp_path / "VIEW.PNG").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["view.gif", "view", "view.png.txt"])
def test_another_suffix_is_refused(view: View, tmp_path: Path, name: str) -> None:
    """In one line that says what is possible, and nothing is written."""
    with pytest.raises(ConvscopeError) as caught:
        view.save(tmp_path / name)
    assert str(caught.value) == f"a view cannot be saved as {name!r}; end it in .png, .svg, .npz"
    assert not list(tmp_path.iterdir())


def test_a_save_that_fails_leaves_the_old_file(view: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk fills up half way: what was there before is still there, and nothing is beside it."""
    path = view.save(tmp_path / "view.npz")
    before = path.read_bytes()

    def full(self: Path, content: bytes) -> int:
        with self.open("wb") as file:
            file.write(content[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        View(np.zeros((1, 2, 2)), "m", "", "s", "unsigned").save(path)
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == before


def test_folders_on_the_way_are_made(view: View, tmp_path: Path) -> None:
    """A path into a folder that is not there yet is fine."""
    assert view.save(tmp_path / "a" / "b" / "view.npz").is_file()


def test_a_notebook_shows_the_png(view: View) -> None:
    """Its representation is the picture that is saved."""
    with Image.open(io.BytesIO(view._repr_png_())) as image:
        image.load()
        assert image.format == "PNG"


def test_limits_put_views_on_one_scale() -> None:
    """The same number has the same colour in both; without limits it has not."""
    small, large = np.array([[[1.0]]]), np.array([[[1.0, 10.0]]])
    one, two = (View(array, "m", "", "s", "unsigned", limits=(0.0, 10.0)) for array in (small, large))
    assert one.range == two.range == (0, 10)
    assert one.tiles()[0, 0, 0].tolist() == two.tiles()[0, 0, 0].tolist()
    own, other = (View(array, "m", "", "s", "unsigned") for array in (small, large))
    assert own.tiles()[0, 0, 0].tolist() != other.tiles()[0, 0, 0].tolist()


def test_tiles_are_the_shape_of_the_numbers(view: View) -> None:
    """(tiles, height, width, 3), uint8."""
    assert view.tiles().shape == (3, 4, 5, 3)
    assert view.tiles().dtype == np.uint8


def test_a_view_cannot_be_changed(view: View) -> None:
    """It is a value: what was shown stays what is saved."""
    with pytest.raises(AttributeError):
        view.layer = "conv1"  # type: ignore[misc]
