"""The runtimes that are tried."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from convscope.model import Model
from convscope.ship.benchmark.contenders import Missing, Workshop, resident


@pytest.mark.parametrize("name", ["torch", "onnxruntime"])
def test_each_answers_as_the_model_does(
    name: str, small: Model, file: Path, pictures: npt.NDArray[np.uint8], tmp_path: Path
) -> None:
    """Any number of pictures; with its size and the time to its first answer."""
    ready = Workshop(small, tmp_path, file=file).made(name, 1)
    np.testing.assert_allclose(ready.run(pictures), small.scores(pictures), atol=1e-5)
    assert ready.bytes > 4 * 1400 and ready.load_seconds > 0 and ready.grown >= 0


def test_what_is_not_installed_says_how_to_have_it(
    small: Model, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The extra's name."""
    monkeypatch.setattr("convscope.ship.benchmark.contenders.find_spec", lambda name: None)
    with pytest.raises(Missing, match=r"not installed; pip install 'convscope\[openvino\]'"):
        Workshop(small, tmp_path, file=file).made("openvino", 1)


def test_memory_is_read_from_the_system() -> None:
    """More than this process's Python; 0 where the system does not say."""
    assert resident() > 10**7 or not Path("/proc/self/statm").exists()
