"""The gallery of the documentation."""

import runpy
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]
gallery = runpy.run_path(str(ROOT / "docs" / "gallery.py"), run_name="gallery")
LENET = [
    entry for entry in gallery["ENTRIES"] if entry.look.model == "lenet5:mnist" and entry.look.method != "maximisation"
]


def test_there_are_a_dozen_on_networks_that_are_trained() -> None:
    """Of the LeNet-5s of digits and of CIFAR-10, and of the photographs' network, each by another name."""
    entries = gallery["ENTRIES"]
    assert len(entries) >= 12 and len({entry.name for entry in entries}) == len(entries)
    assert {entry.look.model for entry in entries} == {"lenet5:mnist", "lenet5:cifar10", "pretrained"}


@pytest.mark.parametrize("entry", LENET, ids=lambda entry: entry.name)
def test_an_entry_is_drawn_by_its_command(entry: object, tmp_path: Path) -> None:
    """Those of LeNet-5, which are soon drawn; the others are when the documentation is built."""
    with Image.open(gallery["draw"](entry, tmp_path)) as drawn:
        assert drawn.width > 300 and len(np.unique(np.asarray(drawn.convert("L")))) > 16
