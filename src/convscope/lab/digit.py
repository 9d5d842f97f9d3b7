"""The real digit that the page carries."""

from __future__ import annotations

from typing import Any

NUMBER = 3  # in scikit-learn's order, a three


def digit() -> dict[str, Any]:
    """Give an 8 × 8 digit of scikit-learn's set (UCI ML, Alpaydin and Kaynak 1998), row by row, values 0 … 1.

    >>> shown = digit()
    >>> shown["side"], max(shown["values"])
    (8, 0.9375)
    """
    from sklearn.datasets import load_digits

    values = load_digits().images[NUMBER] / 16
    return {"side": 8, "values": [round(float(value), 4) for value in values.reshape(-1)]}
