"""The verb rule."""

from collections.abc import Callable
from typing import Any

import pytest

from convscope.errors import UnknownName
from convscope.lint import RULES
from convscope.verbs import Rule, Session, Verb


def test_all_are_listed_and_one_is_explained() -> None:
    """By name or by code; without either, all of them."""
    assert Rule().run(Session()).rules == RULES
    by_name, by_code = Rule(rule="wasted-bias").run(Session()), Rule(rule="s001").run(Session())
    assert by_name == by_code and by_name.whole
    assert "Why it hurts" in by_name.as_dict()["rules"][0]["page"]


def test_an_unknown_one_gets_the_nearest() -> None:
    """A typo is answered."""
    with pytest.raises(UnknownName, match="did you mean 'wasted-bias'"):
        Rule(rule="wasted-bais").run(Session())


def test_its_python_prints_the_same(
    python: Callable[[Verb], dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    """All names; one page."""
    python(Rule())
    assert capsys.readouterr().out == f"{[rule.name for rule in RULES]}\n"
    for rule in RULES:
        python(Rule(rule=rule.code))
        assert capsys.readouterr().out == f"{rule.page}\n"
