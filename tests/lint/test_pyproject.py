"""Settings in pyproject.toml: found upwards, read strictly."""

from pathlib import Path

import pytest

from convscope.errors import ConvscopeError
from convscope.lint import Settings
from convscope.lint.pyproject import EXAMPLES, WORDS, kept_settings


def test_they_are_those_of_the_nearest_project_that_has_some(tmp_path: Path) -> None:
    """A pyproject.toml without the table is passed by; without any the settings are the usual ones."""
    inner = tmp_path / "package" / "models"
    inner.mkdir(parents=True)
    assert kept_settings(inner) == Settings()
    (tmp_path / "pyproject.toml").write_text('[tool.convscope]\nignore = ["cost"]\nfor = "int8"\nfail-on = "hint"\n')
    (inner / "pyproject.toml").write_text("[tool.other]\n")
    assert kept_settings(inner) == Settings(ignore=("cost",), deploy_for="int8", fail_on="hint")


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("[tool.convscope]\nfial-on = 'hint'", "did you mean fail-on"),
        ("[tool.convscope]\ncolour = 1", "there are advise, batch, fail-on, for, ignore, models, select, tiles"),
        ("[tool.convscope]\nignore = 'cost'", "valid list; as in ignore ="),
        ("[tool.convscope]\nfail-on = 'bad'", "'error', 'warning' or 'hint'"),
        ("[tool.convscope]\nbatch = 0", "a batch of 0 came"),
        ("[tool]\nconvscope = 3", "is no table"),
        ("[tool.convscope", "cannot be read"),
    ],
)
def test_what_is_wrong_in_them_is_told(tmp_path: Path, table: str, told: str) -> None:
    """In one line, with what was meant or how it is written."""
    (tmp_path / "pyproject.toml").write_text(table)
    with pytest.raises(ConvscopeError, match=told):
        kept_settings(tmp_path)


def test_every_word_has_an_example_that_can_be_read(tmp_path: Path) -> None:
    """Those that the errors show."""
    assert set(EXAMPLES) == set(WORDS)
    lines = "\n".join(f"{word} = {example}" for word, example in EXAMPLES.items())
    (tmp_path / "pyproject.toml").write_text(f"[tool.convscope]\n{lines}\n")
    assert kept_settings(tmp_path).batch == 64
