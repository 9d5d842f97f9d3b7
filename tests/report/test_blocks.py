"""What a section is made of."""

from importlib.resources import files
from typing import get_args

from convscope.report import Block, Table


def test_a_column_with_nothing_in_it_is_left_out() -> None:
    """Columns are kept by what stands in any row."""
    assert Table(("a", "b", "c"), [("1", "", ""), ("2", "", "3")]).filled == [0, 2]


def test_a_table_without_rows_has_no_columns() -> None:
    """Nothing stands in any of them."""
    assert Table(("a", "b"), []).filled == []


def test_every_block_has_its_template() -> None:
    """And every template its block: what is added to one is missed in the other."""
    folder = files("convscope.report") / "templates" / "blocks"
    templates = {file.name for file in folder.iterdir()}
    assert templates == {f"{kind.__name__.lower()}.html.j2" for kind in get_args(Block)}
