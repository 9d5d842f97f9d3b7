"""A view on paper: its figure."""

import io
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.font_manager import fontManager
from matplotlib.image import AxesImage
from PIL import Image

from convscope.draw import Legend, View
from convscope.draw.figures import FONTS, figure_bytes, view_figure

TILES = np.arange(30.0).reshape(5, 2, 3)


def view(legend: Legend = "unsigned", **changed: object) -> View:
    values: dict[str, object] = {"captions": tuple("abcde")} | changed
    return View(TILES, "feature maps", "conv1", "One tile a channel.", legend, **values)  # type: ignore[arg-type]


def texts(svg: bytes) -> list[str]:
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_every_tile_is_on_the_figure_as_it_is_coloured() -> None:
    """As many images as tiles, each with the view's own pixels, under its own caption."""
    made = view()
    drawn = [axis for axis in view_figure(made).axes if axis.images]
    assert [axis.get_title() for axis in drawn] == list("abcde")
    images = [axis.images[0] for axis in drawn]
    assert all(isinstance(image, AxesImage) for image in images)
    for image, tile in zip(images, made.tiles(), strict=True):
        np.testing.assert_array_equal(np.asarray(image.get_array()), tile)
        assert image.get_interpolation() == "nearest"


def test_the_colour_bar_has_the_views_range() -> None:
    """From its lowest to its highest; a picture has no bar."""
    bars = [axis for axis in view_figure(view(limits=(-4.0, 40.0))).axes if axis.get_label() == "<colorbar>"]
    assert [bar.get_ylim() for bar in bars] == [(-4, 40)]
    assert all(axis.get_label() != "<colorbar>" for axis in view_figure(view("picture")).axes)


@pytest.mark.parametrize(("columns", "expected"), [(2, (3, 2)), (5, (1, 5)), (None, (1, 5))])
def test_columns_are_kept(columns: int | None, expected: tuple[int, int]) -> None:
    """Where the number of tiles in a row has a meaning, they stand so; a few stand side by side."""
    specs = [axis.get_subplotspec() for axis in view_figure(view(columns=columns)).axes if axis.images]
    assert specs[0] is not None
    assert specs[0].get_gridspec().get_geometry() == expected


def test_a_png_is_of_a_size_for_a_page() -> None:
    """It decodes, is wider than high for a row of tiles, and neither a stamp nor a poster."""
    with Image.open(io.BytesIO(figure_bytes(view(), "png"))) as image:
        image.load()
        assert image.format == "PNG"
        assert 600 <= image.width <= 1800 and 150 <= image.height < image.width


def test_the_words_of_an_svg_are_text() -> None:
    """Title with layer, sentence, captions: to be selected, searched for and read aloud."""
    found = texts(figure_bytes(view(), "svg"))
    assert {"feature maps · conv1", "One tile a channel.", *"abcde"} <= set(found)


def test_an_svg_is_the_same_each_time() -> None:
    """No date and no random name in it."""
    first = figure_bytes(view(), "svg")
    assert first == figure_bytes(view(), "svg")
    assert b"dc:date" not in first


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_words_are_never_taken_for_formulas(kind: str) -> None:
    """A class may be called $_$."""
    words = figure_bytes(view(captions=("$_$", "<b>", "&", r"\frac", "e")), kind)
    if kind == "svg":
        assert {"$_$", "<b>", "&", r"\frac"} <= set(texts(words))


def test_a_layer_without_a_name_leaves_no_dot() -> None:
    """A confusion matrix is of no layer."""
    made = View(TILES, "confusion", "", "s", "unsigned")
    assert view_figure(made).get_suptitle() == "confusion"


@pytest.mark.skipif(
    not set(FONTS[1:]) & set(fontManager.get_font_names()),
    reason="matplotlib knows no font with Chinese: apt-get install fonts-noto-cjk, and empty ~/.cache/matplotlib",
)
def test_class_names_may_be_chinese() -> None:
    """They are drawn without a complaint about missing glyphs, which would be an error here."""
    figure_bytes(view(captions=("猫", "狗", "鸟", "鱼", "马")), "png")
