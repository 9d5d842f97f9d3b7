"""How a scene's segmentation looks."""

import dataclasses
from pathlib import Path

from rich.console import Console

from convscope.apply.scenes import Arranged, ClassArea, Planned, Prediction
from convscope.apply.scenes.meaning import Meaning
from convscope.apply.scenes.units import WholeUnits
from convscope.apply.scenes.words import WORDS
from convscope.cli.show_segment import in_short, planned, segmented

ARRANGED = Arranged(WholeUnits(10, 20), Meaning(2, "scores"), 20, 1_000_000, True)
PLANNED = Planned("scene.tif", (10, 20), ARRANGED, (WORDS.say("ground_differs", here=3.0, trained=1.0),), 4, 1)
CLASSES = (ClassArea(0, "field", (1, 2, 3), 150, 135_000.0), ClassArea(1, "wood", (4, 5, 6), 50, 45_000.0))
FOUND = Prediction(Path("l.tif"), PLANNED, CLASSES, 7, (Path("p.gpkg"),), 12, 1.5)


def shown(part: object) -> str:
    console = Console(width=120, record=True, file=None, quiet=False)
    with console.capture() as captured:
        console.print(part)
    return captured.get()


def test_what_will_be_done_is_told_before() -> None:
    """Size, way, warnings, and what was done by another time."""
    told = "".join(map(shown, planned(PLANNED)))
    for part in ("20 × 10", "exact: the scene goes through whole", "1 MB", "WARNING", "1 of 4 pieces are done"):
        assert part in told


def test_classes_have_shares_and_areas() -> None:
    """And where the files are; what is not exact is said again."""
    told = shown(segmented(FOUND))
    for part in ("field", "75.0%", "13.5 ha", "without data: 7", "l.tif", "p.gpkg", "12 polygons"):
        assert part in told
    blended = dataclasses.replace(ARRANGED, exact=False, why="pool reads everything")
    found = dataclasses.replace(FOUND, planned=dataclasses.replace(PLANNED, arranged=blended))
    assert "not exact: pool reads everything" in shown(segmented(found)) and in_short(found) == "l.tif"
