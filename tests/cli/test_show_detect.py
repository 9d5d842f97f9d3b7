"""How boxes look in a terminal."""

from dataclasses import replace
from pathlib import Path

from rich.console import Console

from convscope.apply.detection import Detected, DetectedBox, Detections
from convscope.cli.show_detect import ROWS, detections, in_short
from convscope.data import Skipped


def found(count: int) -> Detections:
    """A picture with so many boxes, and one that cannot be read."""
    boxes = tuple(DetectedBox("dog" if number else "cat", 0, 0.75, (1.2, 2, 30, 40)) for number in range(count))
    pictures = (Detected("a.png", (99, 99), boxes, tiles=4), Detected("b.png", fault="is broken"))
    return Detections("net", ("cat", "dog"), pictures, 0.5, (Path("a.png"), Path("b.png")), seconds=2.0)


def shown(result: Detections) -> str:
    console = Console(width=140)
    with console.capture() as caught:
        console.print(detections(result))
    return caught.get()


def test_boxes_faults_and_files_are_there() -> None:
    """And in how many tiles, and what could not be reached."""
    text = shown(replace(found(2), skipped=(Skipped("x.png", "is a link that leads nowhere"),), out=Path("b.csv")))
    assert "a.png    cat    75.0%     1    2     30      40" in text and "b.png: is broken" in text
    assert "2 boxes from a confidence of 0.5 on, on 1 picture in 4 tiles, 2.0 s, 2 could not be read, b.csv" in text
    assert in_short(found(1)) == "a.png\tcat\t1\t2\t30\t40"


def test_of_many_boxes_the_first_are_shown_and_the_classes_counted() -> None:
    """The rest is in a file, if asked."""
    text = shown(found(ROWS + 10))
    assert "and 10 more: --out boxes.json has them all" in text and f"found most: dog {ROWS + 9}, cat 1" in text
