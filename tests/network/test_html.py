"""The table for notebooks."""

from html.parser import HTMLParser

from torch import nn

from convscope.network import trace


class Cells(HTMLParser):
    """Gathers rows of cells, and the tags that are open."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.open: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("td", "th"):
            self.rows[-1][-1] += data


def test_a_row_a_layer_with_the_tables_cells() -> None:
    """Headings, the input, the layers, the totals; names escaped, every tag closed, no tag but a table's."""
    module = nn.Sequential()
    module.add_module("<b>&", nn.Conv2d(3, 10, 5, padding=2))
    module.add_module("pool", nn.MaxPool2d(2))
    cells = Cells()
    cells.feed(trace(module, (3, 32, 32), target="<net>")._repr_html_())
    assert not cells.open
    assert cells.tags == {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
    assert cells.rows[0][0] == "layer"
    assert cells.rows[1][:1] + cells.rows[1][5:6] == ["input", "3×32×32"]
    assert cells.rows[2] == ["<b>&", "conv2d", "5×5", "1×1", "2×2", "10×32×32", "760", "768,000", "5×5"]
    assert cells.rows[3][0] == "pool"
    assert cells.rows[4][0].startswith("760 parameters")
