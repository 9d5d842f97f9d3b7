"""What was found on pictures."""

from pathlib import Path

from convscope.apply.detection import Detected, DetectedBox, Detections
from convscope.data import Skipped


def test_counts_faults_and_plain_values() -> None:
    """The most frequent class first; a broken picture has its reason in its place."""
    boxes = tuple(DetectedBox(name, 0, 0.9, (0, 0, 1, 1)) for name in ("cat", "dog", "dog"))
    pictures = (Detected("a.png", (8, 9), boxes), Detected("b.png", fault="is broken"))
    found = Detections("net", ("cat", "dog"), pictures, 0.5, (Path("a.png"), Path("b.png")))
    assert found.counts == {"dog": 2, "cat": 1} and found.failed and [one.path for one in found.faults] == ["b.png"]
    told = found.as_dict()
    assert told["detections"][1] == {"path": "b.png", "error": "is broken"} and told["detections"][0]["width"] == 9
    skipped = Detections("net", (), (), 0.5, (), (Skipped("x", "is a link that leads nowhere"),))
    assert skipped.failed and not Detections("net", (), (), 0.5, ()).failed and found[0] in list(found)
