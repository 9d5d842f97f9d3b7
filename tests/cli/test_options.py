"""The options of every command."""

import pytest
from click.testing import CliRunner

from convscope import __version__
from convscope.cli.main import app
from convscope.verbs import VERBS


@pytest.mark.parametrize("words", [["--version"], ["check", "--version"], ["check", "lenet5", "--version"]])
def test_the_version_is_told_everywhere(words: list[str]) -> None:
    """Before and behind a verb, whatever else is missing."""
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0 and result.output.strip() == f"convscope {__version__}"


@pytest.mark.parametrize("name", [verb.name for verb in VERBS])
def test_every_command_has_them(name: str) -> None:
    """Device, threads, seed, JSON, quiet, version."""
    output = CliRunner().invoke(app, [name, "--help"]).output
    for option in ("--device", "--threads", "--seed", "--json", "--json-lines", "--quiet", "--version"):
        assert option in output


def test_no_threads_are_refused() -> None:
    """A number below 1 is a mistake of usage."""
    assert CliRunner().invoke(app, ["check", "lenet5", "--threads", "0"]).exit_code == 2
