"""What a section is made of."""

from convscope.report import Table


def test_a_column_with_nothing_in_it_is_left_out() -> None:
    """Columns are kept by what stands in any row."""
    assert Table(("a", "b", "c"), [("1", "", ""), ("2", "", "3")]).filled == [0, 2]
