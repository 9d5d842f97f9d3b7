"""How predictions look in a terminal."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from rich.console import Console

from convscope.apply.pictures import Calibration, Predictions
from convscope.cli.show_predict import ROWS, in_short, predictions
from convscope.data import Skipped


def found(count: int) -> Predictions:
    """Pictures, the last of which cannot be read."""
    classes, shares = np.tile(np.array([[1, 0]], np.int32), (count, 1)), np.tile([[0.75, 0.25]], (count, 1))
    classes[-1] = -1
    paths = tuple(Path(f"{number}.png") for number in range(count))
    faults = {count - 1: "is broken"}
    return Predictions("net", paths, ("cat", "dog"), classes, shares.astype(np.float32), faults, seconds=2.0)


def shown(result: Predictions) -> str:
    console = Console(width=140)
    with console.capture() as caught:
        console.print(predictions(result))
    return caught.get()


def test_classes_faults_and_speed_are_there() -> None:
    """And what could not be reached."""
    text = shown(replace(found(3), skipped=(Skipped("x.png", "is a link that leads nowhere"),), out=Path("l.csv")))
    assert "0.png    dog    75.0%  cat 25.0%" in text and "2.png: is broken" in text and "x.png: is a link" in text
    assert "2 pictures in 2.0 s (1 a second), 2 could not be read, l.csv" in text


def test_of_many_pictures_the_first_are_shown_and_the_classes_counted() -> None:
    """The rest is in a file, if asked."""
    text = shown(found(ROWS + 11))
    assert "and 10 more: --out labels.csv has them all" in text and f"said most: dog {ROWS + 10}" in text


def test_a_confidence_says_where_it_comes_from() -> None:
    """And an unsure picture has its guesses behind it."""
    sure = Calibration(1.5, "validation pictures of x", 300, 0.12, 0.02, 0.9, 0.8, 0.97, 0.9)
    text = shown(replace(found(2), calibration=sure))
    assert "temperature 1.5, from 300 validation pictures of x" in text and "12.0% before, 2.0% after" in text
    assert "answers 80.0% of them, 97.0% of those right; all of them: 90.0% right" in text
    assert "not sure" in text and "dog 75.0%, cat 25.0%" in text and "1 not sure" in text


def test_in_short_it_is_the_class_or_a_line_a_picture() -> None:
    """For scripts."""
    assert in_short(found(3)) == "0.png\tdog\n1.png\tdog\n2.png\t?"
    assert in_short(replace(found(2), paths=(Path("0.png"),))) == "dog"
