"""A long count as it goes on."""

import io

from click.testing import CliRunner
from rich.console import Console

from convscope.cli.counting import CountingDisplay
from convscope.cli.main import app
from convscope.verbs.check_sizes import Counted


def test_a_terminal_sees_how_far_it_is() -> None:
    """And the bar is taken down at its end."""
    file = io.StringIO()
    display = CountingDisplay(Console(file=file, force_terminal=True, width=100))
    display.show(Counted(3, 101, "sizes"))
    display._progress.refresh()
    assert "3/101" in file.getvalue() and "sizes" in file.getvalue()
    display.show(Counted(101, 101, "sizes"))
    assert display._progress.finished


def test_elsewhere_nothing_is_written() -> None:
    """Neither between the rows of a table nor on stderr."""
    file = io.StringIO()
    display = CountingDisplay(Console(file=file, width=100))
    display.show(Counted(1, 2, "sizes"))
    display.close()
    assert file.getvalue().strip() == ""
    result = CliRunner().invoke(app, ["check", "lenet5", "--sizes", "31:33"])
    assert result.exit_code == 0 and result.stderr == ""
    assert "sizes that lose nothing: 32\n" in result.stdout
