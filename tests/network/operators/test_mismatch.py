"""Words for arguments that cannot fit."""

from convscope.network.operators.mismatch import WORDS


def test_each_mismatch_has_what_would_fit() -> None:
    """By its name."""
    told = {name for name in WORDS.templates if not name.startswith("fit_")}
    assert {f"fit_{name}" for name in told} == set(WORDS.templates) - told - {"fit_flatten"}
