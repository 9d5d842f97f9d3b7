"""A view on paper: its figure."""

import io
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.font_manager import fontManager
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
    (axis,) = [axis for axis in view_figure(made).axes if axis.images]
    assert [text.get_text() for text in axis.texts] == list("abcde")
    for image, text, tile in zip(axis.images, axis.texts, made.tiles(), strict=True):
        np.testing.assert_array_equal(np.asarray(image.get_array()), tile)
        assert image.get_interpolation() == "nearest"
        left, right, bottom, top = image.get_extent()
        assert text.get_position()[0] == pytest.approx((left + right) / 2)
        assert text.get_position()[1] < top < bottom
        assert (right - left) / (bottom - top) == pytest.approx(3 / 2)  # pixels are square


def test_numbers_without_a_place_are_bars() -> None:
    """Each as long as it is large, over its index, on the legend's range, a row a tile; many are one area."""
    numbers = np.array([[[1.0, -3.0, 2.0]], [[0.0, 1.0, 0.5]]])
    made = View(numbers, "answers", "", "s", "signed", ("this", "the other"))
    axes = view_figure(made).axes
    assert [axis.get_title() for axis in axes] == ["this", "the other"]
    for axis, row in zip(axes, numbers[:, 0], strict=True):
        assert [bar.get_height() for bar in axis.patches] == row.tolist()  # type: ignore[attr-defined]
        assert axis.get_ylim() == made.range
    (many,) = view_figure(View(np.ones((1, 1, 5000)), "map", "", "s", "unsigned")).axes
    assert not many.patches and len(many.collections) == 1


def test_a_square_tile_with_a_name_a_row_is_a_matrix() -> None:
    """Names beside its rows and above its columns, numbers in its cells but for zeros; of many classes names alone."""
    counts = np.array([[[5, 0, 1], [0, 7, 0], [2, 0, 1200]]])
    names = ("ant", "bee", "a third, with a longer name")
    axis = view_figure(View(counts, "confusion", "", "s", "unsigned", names)).axes[0]
    assert [tick.get_text() for tick in axis.get_xticklabels()] == list(names)
    assert [tick.get_text() for tick in axis.get_yticklabels()] == list(names)
    assert {(text.get_position(), text.get_text()) for text in axis.texts} == {
        ((0, 0), "5"), ((2, 0), "1"), ((1, 1), "7"), ((0, 2), "2"), ((2, 2), "1200"),
    }  # fmt: skip
    many = view_figure(View(np.ones((1, 30, 30)), "confusion", "", "s", "unsigned", tuple("x" * 30))).axes[0]
    assert len(many.get_xticklabels()) == 30 and not many.texts
    more = view_figure(View(np.ones((1, 99, 99)), "confusion", "", "s", "unsigned", tuple("x" * 99)))
    assert not more.axes[0].texts and max(more.get_size_inches()) < 10


def test_the_colour_bar_has_the_views_range() -> None:
    """From its lowest to its highest; a picture has no bar."""
    bars = [axis for axis in view_figure(view(limits=(-4.0, 40.0))).axes if axis.get_label() == "<colorbar>"]
    assert [bar.get_ylim() for bar in bars] == [(-4, 40)]
    assert all(axis.get_label() != "<colorbar>" for axis in view_figure(view("picture")).axes)


@pytest.mark.parametrize(("columns", "expected"), [(2, (3, 2)), (5, (1, 5)), (None, (1, 5))])
def test_columns_are_kept(columns: int | None, expected: tuple[int, int]) -> None:
    """Where the number of tiles in a row has a meaning, they stand so; a few stand side by side."""
    (axis,) = [axis for axis in view_figure(view(columns=columns)).axes if axis.images]
    corners = [(image.get_extent()[3], image.get_extent()[0]) for image in axis.images]
    assert tuple(len(set(places)) for places in zip(*corners, strict=True)) == expected


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
