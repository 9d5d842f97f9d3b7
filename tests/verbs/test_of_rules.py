"""What verbs ask of the linter: options over the project's settings."""

from pathlib import Path

import pytest

from convscope.lint import TARGETS as RULE_TARGETS
from convscope.lint import Settings
from convscope.lint.finding import SEVERITIES as RULE_SEVERITIES
from convscope.verbs import Check
from convscope.verbs.of_rules import SEVERITIES, TARGETS


def test_options_lie_over_what_the_project_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not said stays as it is kept."""
    monkeypatch.chdir(tmp_path)
    assert Check(model="lenet5").settings() == Settings()
    (tmp_path / "pyproject.toml").write_text('[tool.convscope]\nignore = ["cost"]\nadvise = true\nbatch = 8\n')
    settings = Check(model="lenet5", ignore="geometry, wasted-bias", for_="c", fail_on="hint").settings()
    assert settings == Settings(
        ignore=("geometry", "wasted-bias"), advise=True, batch=8, deploy_for="c", fail_on="hint"
    )


def test_its_words_are_those_of_the_linter() -> None:
    """Written here again, since help must not wait for the linter."""
    assert (TARGETS, SEVERITIES) == (RULE_TARGETS, RULE_SEVERITIES)


def test_the_settings_are_written_in_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what is not as usual."""
    monkeypatch.chdir(tmp_path)
    assert Check(model="lenet5").settings_python() == ""
    written = Check(model="lenet5", select="all", tiles=True).settings_python()
    assert written == ", settings=cs.lint.Settings(select=('all',), tiles=True)"
