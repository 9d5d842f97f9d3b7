"""The real digit that the page carries."""

from sklearn.datasets import load_digits

from convscope.lab.digit import NUMBER, digit


def test_it_is_scikit_learns() -> None:
    """Its 64 values, 16 being white."""
    shown = digit()
    assert [value * 16 for value in shown["values"]] == load_digits().images[NUMBER].reshape(-1).tolist()
    assert shown["side"] ** 2 == len(shown["values"])
