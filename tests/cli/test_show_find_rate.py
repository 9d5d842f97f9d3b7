"""How a learning rate that was found looks."""

from pathlib import Path

from convscope.cli.show_find_rate import found, found_in_short
from convscope.training.rate_finder import RateFound
from convscope.training.rates import Falling


def result(falling: Falling | None) -> RateFound:
    rates, losses = tuple(10.0**-power for power in range(6, 0, -1)), (2.3,) * 6
    return RateFound("digits", "lenet5", "adamw", 0.004, rates, losses, falling, 1.0, "convscope train", Path("r.png"))


def test_it_says_what_was_found_where_it_is_drawn_and_what_next() -> None:
    """In short, the rate alone."""
    one = result(Falling(0.001, 0.1))
    assert "in the middle is 0.01" in str(found(one)) and "r.png\nnext: convscope train" in str(found(one))
    assert found_in_short(one) == "0.01"


def test_without_a_suggestion_no_command_is_offered() -> None:
    """It is said that there is none."""
    assert "next" not in str(found(result(None)))
    assert found_in_short(result(None)) == "none"
