"""How far a file is."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from convscope import ship
from convscope.model import Model
from convscope.ship.progress import STEPS, Progress, hearing


def test_a_part_that_moves_nothing_is_not_told() -> None:
    """A thousand batches of one of two steps: fifty-one hundredths, once each; outside nobody hears."""
    heard: list[tuple[int, int, str]] = []
    with hearing(lambda *told: heard.append(told)):
        progress = Progress("exporting", "timing")
        progress.begin("exporting")
        for done in range(1000):
            progress.part(done + 1, 1000)
        with hearing(None):
            Progress("timing").begin("timing")
    assert [done for done, _, _ in heard] == list(range(51)) and {step for _, _, step in heard} == {"exporting"}
    Progress("timing").begin("timing")
    assert len(heard) == 51


@pytest.mark.parametrize("target", ["onnx", "int8", "c", "c_int8", "html"])
def test_every_target_tells_its_steps_in_order(
    target: str, tiny: Model, digits: npt.NDArray[np.uint8], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shares never fall and stay within the whole; the steps are known ones and the last is timing."""
    monkeypatch.setattr("convscope.runtime.c.FLAGS", ("-std=c99",))
    monkeypatch.setattr("convscope.ship.c99.written.FLAGS", ("-std=c99",))
    heard: list[tuple[int, int, str]] = []
    out = tmp_path / {"onnx": "net.onnx", "int8": "net.onnx", "html": "net.html"}.get(target, "net")
    with hearing(lambda *told: heard.append(told)):
        if "int8" in target:
            getattr(ship, target)(tiny, out, calibration_NHWC=digits[:20], max_drop=0.0)
        else:
            getattr(ship, target)(tiny, out)
    shares, steps = [done for done, _, _ in heard], list(dict.fromkeys(step for _, _, step in heard))
    assert (
        shares == sorted(shares) and shares[0] == 0 and shares[-1] < 100 and {total for _, total, _ in heard} == {100}
    )
    assert set(steps) <= set(STEPS) and steps[0] == "exporting" and steps[-1] == "timing" and len(steps) >= 3
