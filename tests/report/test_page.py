"""A page to one HTML file."""

import base64
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.draw import View, panel_svg
from convscope.draw.chart import Line, Lines
from convscope.lint import Finding
from convscope.report import (
    Bars,
    Block,
    Curves,
    Facts,
    Findings,
    Matrix,
    Next,
    Page,
    Prose,
    SameAs,
    Section,
    Table,
    Tiles,
    render,
    write,
)

NASTY = "<script>alert('x')</script> & \"co\""
VIEW = View(np.arange(8.0).reshape(2, 2, 2) - 3, NASTY, NASTY, NASTY, "signed", ("a", NASTY), hidden=3)
COUNTS = View(np.array([[[5, 0], [1, 4]]]), "confusion", "", NASTY, "unsigned")
FETCHING = ("src", "srcset", "href", "xlink:href", "action", "data", "poster")
VOID = {"meta", "link", "img", "br", "path", "use", "rect", "circle", "line"}
LOSS = panel_svg(Lines("loss", "epoch", [Line("train", [1, 2, 3], [1, 2, 3])]))
PAGE = Page(
    NASTY,
    NASTY,
    [
        Section(NASTY, [Prose(NASTY), Facts([(NASTY, NASTY)]), Table((NASTY, "b"), [(NASTY, "1")])]),
        Section("two", [Tiles(VIEW, title=NASTY, note=NASTY), Matrix(COUNTS, (NASTY, "no"))]),
        Section("three", [Curves([LOSS]), Bars([(NASTY, 0.7)])]),
        Section("four", [SameAs(NASTY, NASTY), Next([(NASTY, NASTY)]), Findings([])]),
        Section("five", [Findings([Finding("G001", NASTY, "error", NASTY, NASTY, NASTY, NASTY, 3)])]),
    ],
    foot=NASTY,
)


class Checker(HTMLParser):
    """Notes every open element, every address, and every tag that closes another than the open one."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in FETCHING]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in FETCHING]

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.words.append(" ".join(data.split()))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def test_every_tag_is_closed_and_nothing_is_fetched() -> None:
    """Well-formed, and every address is data, an anchor, or a part of the page's own drawing."""
    checker = Checker()
    checker.feed(render(PAGE))
    assert not checker.wrong and not checker.open
    assert checker.addresses and all(address.startswith(("data:", "#")) for address in checker.addresses)
    assert all(address.startswith("#") for address in re.findall(r"""url\(['"]?([^)]*)""", render(PAGE)))
    assert not re.search("@import|https?://", render(PAGE))


def test_every_anchor_leads_somewhere() -> None:
    """The page's own places that it points to are there."""
    html = render(PAGE)
    checker = Checker()
    checker.feed(html)
    anchors = {address[1:] for address in checker.addresses if address.startswith("#")}
    assert {"s1", "s2", "s3", "s4", "s5"} <= anchors <= set(re.findall(r'id="([^"]*)"', html))


def test_whatever_the_user_named_is_text() -> None:
    """Names with markup in them appear escaped, everywhere."""
    html = render(PAGE)
    assert "<script" not in html and html.count("&lt;script&gt;") >= 20
    checker = Checker()
    checker.feed(html)
    assert "script" not in checker.tags
    words = [word for word in checker.words if "script" in word]
    assert words and all(NASTY in word for word in words)


def test_tiles_say_what_is_not_shown() -> None:
    """The legend has both ends of the range; what did not fit is counted."""
    html = render(PAGE)
    assert "3 more are not shown" in html and "−4" in html


def alone(*blocks: Block) -> str:
    """A page's only section, whitespace closed up."""
    html = render(Page("t", "l", [Section("s", blocks)]))
    return " ".join(html[html.index("</h2>") + 5 : html.index("</section>")].split())


def test_tiles_are_their_own_pixels() -> None:
    """Each stands in the page as a PNG that decodes to the view's colours, by its caption."""
    html = alone(Tiles(VIEW, side=40))
    images = [
        np.asarray(Image.open(io.BytesIO(base64.b64decode(code))))
        for code in re.findall(r'src="data:image/png;base64,([^"]*)"', html)
    ]
    np.testing.assert_array_equal(np.stack(images), VIEW.tiles())
    assert "<small>a</small>" in html and "--side: 40px" in html


def test_a_view_is_told_once() -> None:
    """Where the tiles before have its sentence, it is left out."""
    view = View(np.zeros((1, 2, 2)), "m", "conv1", "How to read it.", "unsigned")
    assert "How to read it." in alone(Tiles(view)) and "How to read it." not in alone(Tiles(view, told=False))


def test_numbers_without_a_place_are_a_strip_and_pictures_have_no_legend() -> None:
    """One row of numbers is drawn over the full width; a picture's colours are its own."""
    assert "tiles strip" in alone(Tiles(View(np.zeros((1, 1, 9)), "m", "fc", "s", "unsigned")))
    picture = alone(Tiles(View(np.zeros((1, 2, 2)), "m", "", "s", "picture")))
    assert "strip" not in picture and "legend" not in picture


def test_a_column_with_nothing_in_it_is_not_in_the_page() -> None:
    """Neither its head nor its cells; the first column heads its row."""
    html = alone(Table(("layer", "kernel", "MACs"), [("conv", "", "1"), ("relu", "", "")]))
    assert "kernel" not in html and html.count("<td>") == 2
    assert '<th scope="row">conv</th><td>1</td>' in html and '<th scope="row">relu</th><td></td>' in html


def test_a_matrix_has_its_counts_in_their_cells() -> None:
    """A row a true class; what is 0 is left empty; the ink can be read on what is behind it."""
    html = alone(Matrix(COUNTS, ("cat", "dog")))
    cells = re.findall(r'background: (#\w+); color: (#\w+)" title="([^"]*)">(\d*)<', html)
    assert [(title, count) for *_, title, count in cells] == [
        ("cat answered as cat: 5", "5"),
        ("cat answered as dog: 0", ""),
        ("dog answered as cat: 1", "1"),
        ("dog answered as dog: 4", "4"),
    ]
    shades = ["#{:02x}{:02x}{:02x}".format(*shade) for shade in COUNTS.tiles()[0].reshape(-1, 3)]
    assert [background for background, *_ in cells] == shades
    assert (cells[0][1], cells[1][1]) == ("#111", "#fff")  # cividis ends in yellow and begins in dark blue


def test_the_largest_bar_is_marked() -> None:
    """Its width is its share, its number in percent; the others are not marked."""
    html = alone(Bars([("0", 0.25), ("1", 0.75)]))
    assert '<tr class="most"><th scope="row">1</th><td><b style="width: 75.0%"></b></td><td>75.0 %</td></tr>' in html
    assert html.count("most") == 1 and "width: 25.0%" in html


def test_words_facts_commands_and_curves_stand_where_they_were_put() -> None:
    """In the order of the blocks."""
    drawing = '<svg viewBox="0 0 1 1"></svg>'
    html = alone(
        Prose("First."), Facts([("97%", "accuracy")]), SameAs("convscope x", "cs.x()"), Next([("run", "why")]),
        Curves([drawing]),
    )  # fmt: skip
    wanted = [
        "<p>First.</p>", "<dd>97%</dd><dt>accuracy</dt>", "<code>convscope x</code>", "<code>cs.x()</code>",
        "<dt><code>run</code></dt><dd>why</dd>", drawing,
    ]  # fmt: skip
    places = [html.index(piece) for piece in wanted]
    assert places == sorted(places)


def test_findings_say_where_what_and_how_to_fix_it() -> None:
    """With the rule's name and how bad it is; where there are none, that is said."""
    html = alone(Findings([Finding("G001", "stride-skips-pixels", "warning", "conv1", "one row is lost", "pad by 1")]))
    for piece in (
        '<li class="warning">',
        "<strong>conv1</strong>",
        "one row is lost",
        "pad by 1",
        "stride-skips-pixels",
    ):
        assert piece in html
    assert "found nothing" in alone(Findings([])) and "found nothing" not in html


def test_writing_is_all_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that cannot be rendered, or a disk that is full, leaves the old file and nothing beside it."""
    write(PAGE, tmp_path / "page.html")
    before = (tmp_path / "page.html").read_text()
    with pytest.raises(Exception, match="block"):
        write(Page("t", "l", [Section("s", [object()])]), tmp_path / "page.html")  # type: ignore[list-item]

    def full(self: Path, text: str, **_: object) -> int:
        with self.open("w") as file:
            file.write(text[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space"):
        write(Page("other", "l", []), tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text() == before and len(list(tmp_path.iterdir())) == 1
