"""What was said of pictures, in little room."""

from pathlib import Path

import numpy as np

from convscope.apply.pictures import Calibration, Guess, Predictions
from convscope.data import Skipped


def found(least: float | None = None) -> Predictions:
    """Three pictures, the second of which cannot be read."""
    calibration = None if least is None else Calibration(1.0, "x", 30, 0.1, 0.1, least, 1.0, 1.0, 1.0)
    classes = np.array([[1, 0], [-1, -1], [0, 1]], np.int32)
    shares = np.array([[0.75, 0.25], [0, 0], [0.5, 0.5]], np.float32)
    paths = tuple(Path(name) for name in ("a.png", "b.png", "c\nd.png"))
    return Predictions("net", paths, ("cat", "dog"), classes, shares, {1: "is broken"}, calibration)


def test_each_has_its_guesses_or_its_fault() -> None:
    """Best first; a name stays on its line."""
    a, b, c = found()
    assert a.answer == "dog" and a.guesses == (Guess("dog", 1, 0.75), Guess("cat", 0, 0.25))
    assert b.answer is None and b.as_dict() == {"path": "b.png", "error": "is broken"}
    assert c.path == "c\\nd.png" and c.answer == "cat"


def test_below_the_confidence_nothing_is_said() -> None:
    """The guesses are there, the answer is not."""
    a, _, c = found(0.6)
    assert a.answer == "dog" and c.answer is None and len(c.guesses) == 2
    assert found(0.6).unsure == 1 and found().unsure == 0 and found(0.6).counts == {"dog": 1}


def test_it_failed_where_a_file_could_not_be_read() -> None:
    """One in the list, or below a folder."""
    whole = found()
    fine = Predictions("net", whole.paths[:1], whole.names, whole.classes[:1], whole.shares[:1], {})
    assert whole.failed and not fine.failed
    assert Predictions("net", (), (), whole.classes, whole.shares, {}, skipped=(Skipped("x", "y"),)).failed


def test_nothing_read_is_nothing_unsure() -> None:
    """Of broken files alone there are no numbers at all."""
    empty = np.zeros((0, 0))
    one = Predictions("net", (Path("a"),), (), empty.astype(np.int32), empty.astype(np.float32), {0: "is broken"})
    assert one.unsure == 0 and one.counts == {} and one[0].fault == "is broken"
