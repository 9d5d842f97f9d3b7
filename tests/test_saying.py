"""Sentences and their facts."""

import pytest

from convscope.saying import Words, places

WORDS = Words(message="{lost} of {all:,} ({share:.1%}), by {kernel}", part="row {at}")


def test_english_is_the_template_with_its_facts() -> None:
    """Each in its form; several sentences are joined."""
    parts = [WORDS.say("part", at=1), WORDS.say("part", at=2)]
    said = WORDS.say("message", lost=parts, all=1234, share=0.126, kernel="3×3")
    assert str(said) == "row 1 and row 2 of 1,234 (12.6%), by 3×3"
    assert said.plain() == {"lost": "row 1 and row 2", "all": 1234, "share": 0.126, "kernel": "3×3"}


def test_others_get_the_facts_as_english_writes_them() -> None:
    """So a number cannot be another one in another language; a sentence within is one to translate."""
    said = WORDS.say("message", lost=WORDS.say("part", at=1), all=1234, share=0.126, kernel="3×3")
    facts = {"lost": [{"name": "part", "facts": {"at": "1"}}], "all": "1,234", "share": "12.6%", "kernel": "3×3"}
    assert said.told() == {"name": "message", "facts": facts}


@pytest.mark.parametrize("facts", [{}, {"at": 1, "more": 2}, {"more": 2}])
def test_facts_and_places_are_the_same(facts: dict[str, int]) -> None:
    """One that is missing and one without a place are mistakes of the rule."""
    with pytest.raises(ValueError, match="places"):
        WORDS.say("part", **facts)
    assert places("{a} {b:,}") == {"a": "", "b": ","}
