"""The result, its file and its curve."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.apply.style import Styled
from convscope.apply.style.styled import Step, picture_path
from convscope.errors import ConvscopeError

PICTURE = np.random.default_rng(0).integers(0, 256, (8, 9, 3), dtype=np.uint8)
STEPS = (Step(8, 2.0, 0.5, (1.0, 3.0)), Step(8, 1.0, 0.6, (0.5, 1.5)), Step(16, 1.5, 0.6, (0.7, 1.7)))
RESULT = Styled(PICTURE, STEPS, "tiny", ("1", "6"), "8", 0.5, ("a note",))


def test_it_is_written_whole(tmp_path: Path) -> None:
    path = RESULT.save(tmp_path / "deep" / "a.png")
    with Image.open(path) as image:
        assert np.array_equal(np.asarray(image), PICTURE) and [one.name for one in path.parent.iterdir()] == ["a.png"]
    with Image.open(RESULT.save(tmp_path / "a.jpg")) as image:
        assert image.format == "JPEG"
    for name, said in (("a.gif", "cannot be saved as 'a.gif'"), ("deep", "cannot be saved"), ("x.png", "is a folder")):
        (tmp_path / "x.png").mkdir(exist_ok=True)
        with pytest.raises(ConvscopeError, match=said):
            picture_path(tmp_path / name)


def test_it_says_all_in_plain_values_and_draws_its_curve() -> None:
    plain = RESULT.as_dict()
    assert plain["size"] == [8, 9] and plain["steps"][2] == {
        "side": 16,
        "loss": 1.5,
        "content": 0.6,
        "style": [0.7, 1.7],
    }
    chart = RESULT.curve()
    assert "content, 8" in chart.svg() and chart.panels[0].marks == [2]  # type: ignore[union-attr]
