"""Texts of the rules."""

from collections.abc import Callable
from typing import Any

from convscope.lint.rules import RULES


def test_every_rule_is_told_in_both_languages(opened: Callable[..., Any]) -> None:
    """Why it matters; and no text is of a rule that is none."""
    page = opened().page
    for language in ("en", "zh"):
        source = f"import('convscope/texts/{language}/rules.js').then((one) => one.default)"
        texts = page.evaluate(source)
        assert set(texts) == {f"why:{rule.name}" for rule in RULES}
        assert all(len(text) > 4 and text[-1] in ".。" for text in texts.values())
