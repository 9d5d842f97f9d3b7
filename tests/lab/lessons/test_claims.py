"""The notes' claims and the numbers that their verdicts rest on."""

import pytest

from convscope.errors import ConvscopeError
from convscope.lab.lessons.claims import MEASURED, claims, measured

ALL = range(1, 42)


@pytest.mark.parametrize("number", ALL)
def test_every_number_supports_its_verdict(number: int) -> None:
    """Computed here and now, by what the lessons call."""
    told = [measured(one) for one in MEASURED[number]]
    assert told and [one.told for one in told if not one.holds] == []


def test_all_of_them_are_there_in_both_languages() -> None:
    """Each with what the notes say, a verdict, its sentence, and a lesson."""
    english, chinese = claims("en"), claims("zh")
    assert [one.number for one in english] == [one.number for one in chinese] == list(ALL) == sorted(MEASURED)
    for one, other in zip(english, chinese, strict=True):
        assert one.said and one.sentence and one.title and "{{" not in one.sentence
        assert (one.verdict, one.lesson) == (other.verdict, other.lesson) and one.sentence != other.sentence


def test_a_verdict_that_its_numbers_do_not_support_is_told() -> None:
    """With the number that it came to."""
    wrong = measured("parameters(3, 10, 5) < uses(0, 0, size=5, kernel=3)")
    assert not wrong.holds and wrong.told == ("parameters(3, 10, 5) = 760 < uses(0, 0, size=5, kernel=3) = 1")
    assert measured("patch_found('normalised') >= 95").holds


@pytest.mark.parametrize("comparison", ["parameters(3, 10, 5)", "1 +", "1 < 2 < 3", "parameters(3, 10, 5) is None"])
def test_what_is_no_comparison_is_told(comparison: str) -> None:
    """With what to write."""
    with pytest.raises(ConvscopeError, match="is no comparison; write parameters"):
        measured(comparison)
