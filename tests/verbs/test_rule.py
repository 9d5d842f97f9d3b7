"""The verb rule."""

import pytest

from convscope.errors import UnknownName
from convscope.lint import RULES
from convscope.verbs import Rule, Session


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
