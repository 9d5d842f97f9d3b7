"""The run that the page Look shows."""

from pathlib import Path
from typing import Any

import pytest

from convscope import lab, load
from convscope.errors import ConvscopeError
from convscope.lab.look.kept import run_of
from convscope.lab.shelf import Gone
from convscope.picture import read


def test_the_latest_is_kept_and_another_picture_runs_anew(digit_picture: Path) -> None:
    """Without a name it is the digit, or the command line's picture; of one that is gone that is told."""
    opened = lab.Opened("lenet5:mnist", load("lenet5:mnist"))
    first = run_of(opened, {})
    assert run_of(opened, {}) is first and first.picture.shape == (28, 28, 1)
    name = opened.pictures.put(digit_picture.read_bytes())
    other = run_of(opened, {"picture": name})
    assert other is not first and (other.picture == read(digit_picture)).all() and len(other.recording.outputs) == 12
    assert (run_of(lab.Opened("lenet5:mnist", opened.model, digit_picture), {}).fitted == other.fitted).all()
    with pytest.raises(Gone):
        run_of(opened, {"picture": "0" * 32})


def test_any_number_of_bands_has_a_picture(tmp_path: Path) -> None:
    """One band stands for all there are none of; a network of other inputs says so."""
    place = tmp_path / "net.py"
    place.write_text(
        "from torch import nn\n\nclass Net(nn.Conv2d):\n    input_shape = (6, 8, 8)\n\n"
        "    def __init__(self):\n        super().__init__(6, 2, 3)\n"
    )
    run = run_of(lab.Opened(f"{place}:Net", load(f"{place}:Net")), {})
    assert run.fitted.shape == (8, 8, 6) and (run.fitted[..., 0] == run.fitted[..., 5]).all()
    unlike: Any = object()
    with pytest.raises(ConvscopeError, match="takes no picture"):
        run_of(lab.Opened("waves", unlike), {})
