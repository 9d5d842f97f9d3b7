"""Answers that are kept."""

from typing import Any

from convscope.lab.lessons import kept
from convscope.lab.lessons.kept import Kept
from convscope.lab.lessons.networks import network_of


def test_a_question_is_answered_once_for_each_network_whoever_asks(monkeypatch: Any) -> None:
    """What a caller does to its answer stays with the caller; the oldest goes where there are too many."""
    asked: list[tuple[str, Any]] = []

    def answer(of: Any, values: dict[str, Any]) -> dict[str, Any]:
        asked.append((of.spelling, values["size"]))
        return {"rows": [len(asked)]}

    monkeypatch.setattr(kept, "MOST", 2)
    keeping, lenet, linear = Kept(), network_of({"network": "lenet5"}), network_of({"network": "linear"})
    first = keeping(lenet, "steps", {"size": [32, 32], "language": "en", "figure": 0}, answer)
    first["rows"].append("mine")
    assert keeping(lenet, "steps", {"size": [32, 32], "language": "zh", "figure": 3}, answer) == {"rows": [1]}
    assert keeping(linear, "steps", {"size": [32, 32]}, answer) == {"rows": [2]}
    assert keeping(lenet, "steps", {"size": [33, 33]}, answer) == {"rows": [3]}
    assert keeping(lenet, "steps", {"size": [32, 32]}, answer) == {"rows": [4]}
    assert asked == [("lenet5", [32, 32]), ("linear", [32, 32]), ("lenet5", [33, 33]), ("lenet5", [32, 32])]
