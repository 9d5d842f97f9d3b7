"""The same without the page."""

import base64
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import convscope as cs
from convscope.lab import Opened
from convscope.lab.draw.answers import drawn
from convscope.lab.draw.pad import pad_of
from convscope.lab.draw.same import same


def test_the_python_gives_what_the_page_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the pad as saved, moved as on the page: the same scores."""
    opened = Opened("lenet5:mnist", cs.load("lenet5:mnist"))
    pixels = np.zeros((140, 140, 1), np.uint8)
    pixels[20:120, 60:80] = 255
    values = {"pixels": base64.b64encode(pixels.tobytes()).decode(), "down": 1, "across": -2}
    answer = drawn(opened, values)
    told = same(opened, pad_of(opened), values)
    assert told == answer["same"] and told["command"] == "convscope look lenet5:mnist entered.png"
    monkeypatch.chdir(tmp_path)
    Image.fromarray(pixels[..., 0]).save("pad.png")
    exec(told["python"], {})
    printed = np.array(capsys.readouterr().out.partition("]")[0].strip("[").split(), float)
    np.testing.assert_allclose(printed, [row["score"] for row in answer["answer"]["rows"]], rtol=1e-4)
